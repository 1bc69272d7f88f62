import { Command } from 'commander';
import { listAudit } from '../api/contract/audit.ts';
import type { Answered } from '../api/contract/endpoint.ts';
import { printable } from '../printable.ts';
import { parseInstant } from '../time/instant.ts';
import { spokenTime } from '../time/spoken.ts';
import { ask } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { firstOf } from './client/pages.ts';
import { serverNeeded } from './client/server.ts';
import { instantWritten } from './downtime/plan-options.ts';
import { count } from './options.ts';
import { print, printJson, tell } from './output.ts';
import { nameShown } from './render/called.ts';
import { readersZone } from './render/moment.ts';

interface Flags extends ServerFlags {
  actor?: string;
  action?: string;
  subject?: string;
  service?: string;
  from?: string;
  to?: string;
  limit: number;
  after?: string;
}

/** `lull audit`: who changed what. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .description('List who changed what, why and from where; the newest first.')
    .option('--actor <id>', 'only what this person or key did')
    .option('--action <name>', 'only this, such as downtime.schedule or downtime.overdue')
    .option('--subject <id>', 'only what was done to this downtime, service or other')
    .option('--service <name>', 'only what touched this service')
    .option('--from <time>', 'only since then: on your own clock, or with an offset')
    .option('--to <time>', 'only before then')
    .option('--limit <count>', 'how many at most', count, 50)
    .option('--after <place>', 'go on after this place, which a list that has more tells');
  return serverOptions(command).action(audit);
}

async function audit(flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const { actor, action, subject, service, limit, after } = flags;
  const zone = readersZone();
  const at = (text: string | undefined) => text && instantWritten(text, async () => zone);
  const filter = { actor, action, subject, service, from: await at(flags.from), to: await at(flags.to) };
  const found = await firstOf(limit, after, (place) =>
    ask(server, listAudit, { query: { ...filter, ...place } }),
  );
  if (flags.json) return printJson(found);
  if (found.items.length === 0) return print(['Nothing.']);
  print(
    found.items.map(({ at, actor, action, subject, subjectName, why, from }) => {
      const reason = why === null ? '' : `: ${printable(why)}`;
      const place = from === null ? '' : ` from ${printable(from)}`;
      const what = `${printable(action)} ${printable(subjectName ?? subject)}`;
      return `${spokenTime(parseInstant(at), zone)}  ${what} by ${whoDid(actor)}${place}${reason}`;
    }),
  );
  if (found.next !== null) tell([`There are more: add --after ${found.next}`]);
}

type Actor = Answered<typeof listAudit>['items'][number]['actor'];

/** A key acts for its person. */
function whoDid({ kind, name, personName }: Actor): string {
  return kind === 'key' ? `${nameShown(personName)} (key ${printable(name)})` : printable(name);
}
