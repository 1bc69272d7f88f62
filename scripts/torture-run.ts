import { calledWith, wrongCall } from '../bench/options.ts';
import { type Fault, faults, type RunReport, tortureRuns } from '../test/torture/run/torture-run.ts';
import { type Layout, layouts } from '../test/torture/run/world.ts';

const usage = `npm run torture:run -- [--kills N] [--layout alone|pair|both] [--seed N] [--seed-fault gate-open] [--json]
  --kills       how often servers and agents are killed, shared by the layouts (default 100); from 50 on it goes
                on until every way in which a change can go has come to its end
  --layout      alone: one server on PGlite that runs the steps itself; pair: two servers on PostgreSQL and an agent in a
                network of its own (default both)
  --seed        the same seed makes the same choices; when exactly a kill comes is up to the machine
  --seed-fault  opens a gate on a half-done change on purpose, which has to be found out
  --json        one JSON object with every kill and every end, and nothing else
Ends with 0 when each change ended as its policy says and nobody was let in while it was half-done; with a fault planted,
when it was found.`;

const { values } = calledWith(usage, {
  kills: { type: 'string', default: '100' },
  layout: { type: 'string', default: 'both' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  'seed-fault': { type: 'string' },
  json: { type: 'boolean', default: false },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
const fault = values['seed-fault'] as Fault | undefined;
const chosen = values.layout === 'both' ? layouts : layouts.filter((one) => one === values.layout);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  wrongCall('--kills and --seed are whole numbers', usage);
}
if (chosen.length === 0) wrongCall('--layout is alone, pair or both', usage);
if (fault !== undefined && !faults.includes(fault)) {
  wrongCall(`--seed-fault is one of ${faults.join(', ')}`, usage);
}

/** A long form goes through everything that can happen. */
const isWhole = kills >= 50 && fault === undefined;
const reports: RunReport[] = [];
for (const layout of chosen) {
  const told = values.json ? undefined : (sentence: string) => console.error(`${layout}: ${sentence}`);
  reports.push(await tortureRuns({ layout, kills: killsOf(layout), isWhole, seed, fault, told }));
}
const ok = reports.every((report) => (fault ? !report.ok : report.ok));
if (values.json) console.log(JSON.stringify({ ok, fault: fault ?? null, layouts: reports }));
else for (const report of reports) console.log(summary(report));
process.exitCode = ok ? 0 : 1;

/** Three processes are killed side by side where there is a pair, and one where it is alone. */
function killsOf(layout: Layout): number {
  const third = Math.max(1, Math.round(kills / 3));
  if (chosen.length === 1) return kills;
  return layout === 'alone' ? third : Math.max(1, kills - third);
}

function summary({ layout, kills: all, wrong, mishaps, ends, visits, missing, seconds }: RunReport): string {
  const at = new Set(
    all.flatMap(({ who, boundary }) => (boundary ? [`${who.replace(/ \d/, '')}: ${boundary}`] : [])),
  );
  const targeted = all.filter(({ boundary }) => boundary !== null).length;
  const whos = Object.entries(Object.groupBy(all, ({ who }) => who)).map(
    ([who, some]) => `${who} ${some!.length}`,
  );
  const count = (states: Readonly<Record<string, number>>): string =>
    Object.entries(states)
      .map(([state, times]) => `${times} ${state}`)
      .join(', ');
  const runs = Object.values(ends)
    .flatMap((states) => Object.values(states))
    .reduce((sum, one) => sum + one, 0);
  return [
    `${layout}: ${all.length} kills in ${seconds} s (${whos.join(', ')}), ${targeted} at ${at.size} boundaries; ${runs} runs`,
    `  beside them: ${count(mishaps) || 'nothing'}`,
    ...Object.entries(ends).map(([name, states]) => `  ${name}: ${count(states)}`),
    `  ${visits.answered} visitors answered, ${visits.refused} refused`,
    ...missing.map((what) => `  not done here: ${what}`),
    ...(wrong.length === 0
      ? ['  each ended as its policy says; 0 violations']
      : wrong.map((one) => `  ${one}`)),
  ].join('\n');
}
