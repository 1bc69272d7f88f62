import { Command } from 'commander';
import type { Answered } from '../../api/contract/endpoint.ts';
import { listNotices } from '../../api/contract/notices.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { print, printJson } from '../output.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { type Paint, paint } from '../terminal.ts';

interface Flags extends ServerFlags {
  failed?: boolean;
}

type Notices = Answered<typeof listNotices>;
type Failed = Notices['failed'][number];

/** How many of the failed are told one by one; more with `--failed`. */
const FEW = 5;
const MANY = 1_000;

/** `lull notices` */
export function listCommand(): Command {
  const command = new Command('list')
    .description('Show who was told what about a downtime, what is still to go, and what failed.')
    .argument('<downtime>', 'its id, or how that begins')
    .option('--failed', `only those that failed, one by one (the latest ${MANY})`);
  return serverOptions(command).action(async (id: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const query = { failed: String(flags.failed ? MANY : FEW) };
    const found = await withDowntime(server, id, (known) =>
      ask(server, listNotices, { params: { id: known }, query }),
    );
    if (flags.json) return printJson(flags.failed ? { failed: found.failed } : found);
    const style = paint(process.stdout);
    print(flags.failed ? failedLines(found.failed, style) : allLines(found, style));
  });
}

function allLines({ items, failed }: Notices, style: Paint): string[] {
  if (items.length === 0) return ['Nobody is told anything about it.'];
  const rows = items.map(({ dueAt, kind, channel, state, ...counts }) => [
    spokenTime(parseInstant(dueAt), readersZone()),
    kind,
    channel ?? '',
    state === 'planned' ? 'to come' : state === 'off' ? 'called off' : '',
    ...[counts.queued, counts.sent, counts.failed, counts.cancelled].map((count) => (count || '').toString()),
  ]);
  const head = ['when', 'notice', 'channel', '', 'waiting', 'sent', 'failed', 'not sent'];
  const [first = '', ...lines] = table([head, ...rows], 'llllrrrr');
  const all = items.reduce((sum, one) => sum + one.failed, 0);
  const more =
    all > failed.length ? [style.dim(`${all - failed.length} more failed; --failed shows them.`)] : [];
  return [style.dim(first), ...lines, ...(all > 0 ? ['', ...failedLines(failed, style), ...more] : [])];
}

function failedLines(failed: readonly Failed[], style: Paint): string[] {
  if (failed.length === 0) return ['None failed.'];
  return failed.map(({ kind, channel, shown, attempts, error }) => {
    const times = attempts === 1 ? 'tried once' : `tried ${attempts} times`;
    const whom = shown === null ? '' : ` to ${printable(shown)}`;
    return `${style.red('failed')}  ${kind} by ${channel}${whom}, ${times}: ${printable(error)}`;
  });
}
