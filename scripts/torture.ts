import { calledWith, wrongCall } from '../bench/options.ts';
import { median, writeSection } from '../bench/report.ts';
import { type Fault, faults } from '../test/torture/fault.ts';
import { withPlace } from '../test/torture/place.ts';
import type { Kill, Report } from '../test/torture/report.ts';
import { torture } from '../test/torture/torture.ts';

const usage = `npm run torture -- [--kills N] [--engine pglite|postgres|both] [--seed N] [--seed-fault lost-write] [--json] [--write]
  --kills       how often the server is killed, on each engine (default 200)
  --engine      where it keeps everything (default both)
  --seed        the same seed makes the same plans; when exactly a kill comes is up to the machine
  --seed-fault  loses a write on purpose, which has to be found out
  --json        one JSON object with the point and the outcome of every kill, and nothing else
  --write       puts the figures into docs/benchmarks.md
Ends with 0 when nothing was lost and nothing happened twice; with a fault planted, when it was found.`;

const { values } = calledWith(usage, {
  kills: { type: 'string', default: '200' },
  engine: { type: 'string', default: 'both' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  'seed-fault': { type: 'string' },
  json: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const engines = enginesOf(values.engine);
const fault = values['seed-fault'] as Fault | undefined;
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  wrongCall('--kills and --seed are whole numbers', usage);
}
if (fault !== undefined && !faults.includes(fault)) {
  wrongCall(`--seed-fault is one of ${faults.join(', ')}`, usage);
}
if (values.json && values.write) {
  wrongCall('--json prints one JSON object and nothing else; leave out --write', usage);
}

const reports: Report[] = [];
for (const engine of engines) {
  const told = values.json ? undefined : (kill: Kill) => console.error(line(engine, kill));
  reports.push(await withPlace(engine, (server) => torture({ engine, server, kills, seed, fault, told })));
}
const ok = reports.every((report) => (fault ? report.fault !== null && !report.ok : report.ok));
if (values.json) console.log(JSON.stringify({ ok, fault: fault ?? null, runs: reports }));
else for (const report of reports) console.log(summary(report));
if (values.write) {
  writeSection('torture', 'npm run torture -- --write', table(reports));
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

function enginesOf(text: string): Report['engine'][] {
  if (text === 'both') return ['pglite', 'postgres'];
  if (text === 'pglite' || text === 'postgres') return [text];
  return wrongCall('--engine is pglite, postgres or both', usage);
}
