import { Command } from 'commander';
import { type GatesOfService, listGates } from '../../api/contract/gates.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { type Paint, paint } from '../terminal.ts';

type Gate = GatesOfService['gates'][number];

/** `lull gates` */
export function listCommand(): Command {
  const command = new Command('list')
    .description('Show what the gates of each service do, how their clocks are, and which are missing.')
    .argument('[service...]', 'only these services');
  return serverOptions(command).action(async (services: string[], flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const query = services.length > 0 ? { service: services } : {};
    const found = await ask(server, listGates, { query });
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['No gate. Enrol one with lull gates add SERVICE.']);
    const style = paint(process.stdout);
    print(found.items.flatMap((item, i) => [...(i > 0 ? [''] : []), ...serviceLines(item, style)]));
  });
}

function serviceLines({ service, state, expected, confirmed, missing, gates }: GatesOfService, style: Paint) {
  const all = confirmed >= expected;
  const count = `${confirmed} of ${expected} as they should be`;
  const head = `${style.bold(printable(service))}  ${state ?? 'no document yet'}, ${all ? count : style.red(count)}`;
  const named = new Set(gates.map(({ name }) => name));
  const others = missing.filter((text) => ![...named].some((name) => text.startsWith(`${name} of `)));
  if (gates.length === 0) return [head, ...others.map((text) => `  ${printable(text)}`)];
  const columns = ['  gate', 'kind', 'version', 'does', 'in flight', 'clock', 'heard'];
  const [first = '', ...rows] = table([columns, ...gates.map(cells)], 'llllrrl');
  const notes = [
    ...others,
    ...gates.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`)),
  ];
  return [
    head,
    style.dim(first),
    ...rows,
    ...notes.map((text) => `  ${style.yellow('!')} ${printable(text)}`),
  ];
}

function cells({ name, kind, version, inFlight, clockOffset, heardAt, ...gate }: Gate): string[] {
  return [
    `  ${printable(name)}`,
    printable(kind),
    printable(version),
    doing(gate),
    String(inFlight),
    clockOffset === null ? 'unknown' : `${clockOffset > 0 ? '+' : ''}${clockOffset} ms`,
    spokenTime(parseInstant(heardAt), readersZone()),
  ];
}

function doing({
  state,
  override,
  isConfirmed,
  isLost,
}: Pick<Gate, 'state' | 'override' | 'isConfirmed' | 'isLost'>) {
  if (isLost) return `unknown, was ${printable(state)}`;
  if (override !== null) return `held ${override} by hand`;
  return isConfirmed ? printable(state) : `${printable(state)}, not yet as it should`;
}
