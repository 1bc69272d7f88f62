import { Command } from 'commander';
import type { Answered } from '../../api/contract/endpoint.ts';
import { checkSilencers } from '../../api/contract/silences.ts';
import { exitCodes } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { parseInstant, SECOND } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { readersZone } from '../render/moment.ts';
import { type Paint, paint } from '../terminal.ts';

type Checked = Answered<typeof checkSilencers>['items'][number];
type Scope = Checked['scopes'][number];

/** Less than this between two clocks is how long an answer takes, or that it tells no more than seconds. */
const CLOCKS_AGREE = 2 * SECOND;

/** `lull silences check`: exit code 1 where one would not be quiet. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Ask every monitor whether it can be reached and would be quiet, and what fires now; webhooks are ' +
        'sent a test. For owners.',
    )
    .argument('[service...]', 'only what these services name');
  return serverOptions(command).action(async (services: string[], flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const query = services.length > 0 ? { service: services } : {};
    const found = await ask(server, checkSilencers, { query });
    const isWell = found.items.every(
      ({ error, scopes }) => error === null && scopes.every((scope) => scope.error === null),
    );
    if (!isWell) process.exitCode = exitCodes.failed;
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['No monitor is set up: see LULL_SILENCERS.']);
    const style = paint(process.stdout);
    print(found.items.flatMap((item, i) => [...(i > 0 ? [''] : []), ...linesOf(item, style)]));
  });
}

function linesOf({ name, kind, version, clockOffset, error, scopes }: Checked, style: Paint): string[] {
  const what = [kind, version].filter((part) => part !== null).map(printable);
  const head = `${style.bold(printable(name))}  ${what.join(' ')}`;
  if (error !== null) return [`${head}  ${style.red(printable(error))}`];
  const off = clockOffset !== null && Math.abs(clockOffset) > CLOCKS_AGREE;
  const side = off && clockOffset > 0 ? 'ahead' : 'behind';
  const clock = off ? `, its clock ${Math.round(Math.abs(clockOffset) / SECOND)} s ${side}` : '';
  const used =
    scopes.length === 0 ? ['  no service names it'] : scopes.flatMap((one) => scopeLines(one, style));
  return [`${head}  would be quiet${clock}`, ...used];
}

function scopeLines({ service, shows, firing, error }: Scope, style: Paint): string[] {
  const about = shows === null ? printable(service) : `${printable(service)}: ${printable(shows)}`;
  if (error !== null) return [`  ${about}  ${style.red(printable(error))}`];
  if (firing.length === 0) return [`  ${about}, nothing fires`];
  const alerts = firing.map(({ name, on, since, isQuiet }) => {
    const when = since === null ? '' : ` since ${spokenTime(parseInstant(since), readersZone())}`;
    const quiet = isQuiet ? ', quiet by somebody else' : '';
    return `    ${style.yellow('fires')}  ${printable(name)} ${printable(on)}${when}${quiet}`;
  });
  return [`  ${about}`, ...alerts];
}
