import { parseArgs } from 'node:util';
import { median, writeSection } from '../bench/report.ts';
import { type Fault, faults } from '../test/torture/fault.ts';
import { withPlace } from '../test/torture/place.ts';
import type { Kill, Report } from '../test/torture/report.ts';
import { torture } from '../test/torture/torture.ts';

// npm run torture -- [--kills N] [--engine pglite|postgres|both] [--seed N] [--seed-fault lost-write] [--json] [--write]
// Ends with 0 when nothing was lost and nothing happened twice; with a fault planted, when it was found.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    engine: { type: 'string', default: 'both' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'seed-fault': { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const engines = values.engine === 'both' ? ['pglite', 'postgres'] : [values.engine];
const fault = values['seed-fault'] as Fault | undefined;
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed))
  usage('--kills and --seed are whole numbers');
if (fault !== undefined && !faults.includes(fault)) usage(`--seed-fault is one of ${faults.join(', ')}`);

if (values.json && values.write) usage('--json prints one JSON value and nothing else; leave out --write');

const reports: Report[] = [];
for (const engine of engines) {
  if (engine !== 'pglite' && engine !== 'postgres') usage('--engine is pglite, postgres or both');
  const told = values.json ? undefined : (kill: Kill) => console.error(line(engine, kill));
  reports.push(await withPlace(engine, (server) => torture({ engine, server, kills, seed, fault, told })));
}
const ok = reports.every((report) => (fault ? report.fault !== null && !report.ok : report.ok));
if (values.json) console.log(JSON.stringify({ ok, fault: fault ?? null, runs: reports }));
else for (const report of reports) console.log(summary(report));
if (values.write) {
  writeSection(
    'torture',
    'npm run torture -- --write',
    table(reports),
    values.json ? console.error : console.log,
  );
}
process.exitCode = ok ? 0 : 1;

function line(engine: string, { number, during, after, inFlight, back, missing }: Kill): string {
  const then = back === null ? 'killed again' : `back after ${back} ms`;
  return `${engine} ${number}/${kills}: killed at ${during} after ${after} ms, ${inFlight.length} in flight, ${then}${missing.map((what) => `\n  ${what}`).join('')}`;
}

function summary({
  engine,
  kills: all,
  wrong,
  acknowledged,
  askedAgain,
  ends,
  fault: planted,
  seconds,
}: Report): string {
  const { downtimes, changes } = acknowledged;
  const ended = Object.entries(ends).map(([state, count]) => `${count} ${state}`);
  return [
    `${engine}: ${all.length} kills in ${seconds} s; ${changes} changes of ${downtimes} downtimes acknowledged, ${askedAgain} requests asked again; ${ended.join(', ')}`,
    ...(planted ? [`  planted: ${planted.kind} of ${planted.downtime}`] : []),
    ...(wrong.length === 0 ? ['  nothing lost, nothing twice'] : wrong.map((sentence) => `  ${sentence}`)),
  ].join('\n');
}

function table(all: readonly Report[]): string[] {
  const rows = all.map(({ engine, kills: killed, acknowledged, askedAgain, wrong, seconds }) => {
    const backs = killed.flatMap(({ back }) => back ?? []);
    const cells = [
      engine === 'pglite' ? 'PGlite' : 'PostgreSQL',
      `${killed.length}, ${killed.filter(({ during }) => during === 'start').length} of them during a start`,
      `${acknowledged.changes.toLocaleString('en')} of ${acknowledged.downtimes.toLocaleString('en')} downtimes`,
      askedAgain.toLocaleString('en'),
      String(wrong.length),
      `${(median(backs) / 1000).toFixed(1)} s`,
      `${Math.round(seconds / 60)} min`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| engine | kills | changes acknowledged | asked again | lost, doubled or wrong | back after (median) | in all |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

function usage(what: string): never {
  console.error(what);
  process.exit(2);
}
