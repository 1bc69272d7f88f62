import { calledWith, wrongCall } from '../options.ts';
import { median, writeSection } from '../report.ts';
import { type Load, load } from './load.ts';
import { startSides } from './places.ts';
import { downtimeId, serviceName } from './seed.ts';

const usage = `npm run bench:api -- [--rounds N] [--seconds S] [--connections N] [--engine pglite|postgres|both]
  --rounds       how often each side is asked, in turn
  --seconds      how long in each round
  --connections  how many ask at once`;
const { values } = calledWith(usage, {
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '1.5' },
  connections: { type: 'string', default: '8' },
  engine: { type: 'string', default: 'both' },
});
if (!['pglite', 'postgres', 'both'].includes(values.engine)) {
  wrongCall('--engine is pglite, postgres or both', usage);
}
for (const name of ['rounds', 'seconds', 'connections'] as const) {
  if (!(Number(values[name]) > 0)) wrongCall(`--${name} is a number above 0`, usage);
}
const engines = values.engine === 'both' ? (['pglite', 'postgres'] as const) : [values.engine as 'pglite'];
const sizes = [1_000, 100_000];
const catalog = { services: 1_000, windows: 10_000 };

interface Question {
  readonly name: string;
  readonly side: 'bare' | 'lull';
  /** What is asked for the n-th time. */
  readonly path: (n: number, downtimes: number) => string;
}

const spread = (n: number, most: number): number => (n * 7_919) % most;
const service = (n: number): string => serviceName(spread(n, catalog.services));
const questions: readonly Question[] = [
  { name: 'bare', side: 'bare', path: (n, most) => `/downtimes/${downtimeId(1 + spread(n, most))}` },
  { name: 'may', side: 'lull', path: (n) => `/api/v1/may?service=${service(n)}&takes=PT1H` },
  { name: 'next', side: 'lull', path: (n) => `/api/v1/next?service=${service(n)}&takes=PT1H` },
  { name: 'show', side: 'lull', path: (n, most) => `/api/v1/downtimes/${downtimeId(1 + spread(n, most))}` },
  {
    name: 'list of a service',
    side: 'lull',
    path: (n) => `/api/v1/downtimes?service=${service(n)}&limit=50`,
  },
  { name: 'list of all to come', side: 'lull', path: () => `/api/v1/downtimes?state=scheduled&limit=50` },
];

/** Each question's loads, one of each round; asked in turn, so that what slows the machine slows all alike. */
async function measure(engine: 'pglite' | 'postgres', downtimes: number): Promise<Map<string, Load[]>> {
  const sides = await startSides(engine, { ...catalog, downtimes });
  const found = new Map<string, Load[]>(questions.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      for (const { name, side, path } of questions) {
        const one = await load({
          port: sides[side],
          key: sides.key,
          paths: Array.from({ length: 2_000 }, (_, n) => path(n, downtimes)),
          connections: Number(values.connections),
          forMs: Number(values.seconds) * 1_000,
        });
        // The first round only warms both sides.
        if (round > 0) found.get(name)!.push(one);
      }
    }
    return found;
  } finally {
    await sides.stop();
  }
}

const lines: string[] = [];
const goals: string[] = [];
for (const engine of engines) {
  const bySize = new Map<number, Map<string, Load[]>>();
  for (const downtimes of sizes) bySize.set(downtimes, await measure(engine, downtimes));
  lines.push(
    ...[`${engine === 'pglite' ? 'PGlite' : 'PostgreSQL'}:`, ''],
    '| question | downtimes | answers a second | of bare | p50 | p99 | p99 of bare’s |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  );
  const of = (downtimes: number, name: string, figure: keyof Load): number =>
    median(
      bySize
        .get(downtimes)!
        .get(name)!
        .map((one) => one[figure]),
    );
  const against = (downtimes: number, name: string, figure: keyof Load): number =>
    of(downtimes, name, figure) / of(downtimes, 'bare', figure);
  for (const { name } of questions) {
    for (const downtimes of sizes) {
      const cells = [
        name,
        downtimes.toLocaleString('en'),
        Math.round(of(downtimes, name, 'rate')).toLocaleString('en'),
        against(downtimes, name, 'rate').toFixed(2),
        `${of(downtimes, name, 'p50').toFixed(1)} ms`,
        `${of(downtimes, name, 'p99').toFixed(1)} ms`,
        against(downtimes, name, 'p99').toFixed(1),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  lines.push('');
  const most = sizes.at(-1)!;
  const met = (is: boolean): string => (is ? '**met**' : '**not met**');
  const may = against(most, 'may', 'rate');
  const lists = Math.max(
    ...questions.filter(({ name }) => name.startsWith('list')).map(({ name }) => against(most, name, 'p99')),
  );
  // A service has one downtime where there are 1,000, so that its page is no measure of the difference.
  const alike = questions.filter(({ side, name }) => side === 'lull' && name !== 'list of a service');
  const flat = Math.max(
    ...alike.map(({ name }) => against(sizes[0]!, name, 'rate') / against(most, name, 'rate')),
  );
  goals.push(
    `- ${engine}: \`may\` at 0.8 of the bare rate or more: ${met(may >= 0.8)} (${may.toFixed(2)}); p99 of list pages under 4 times bare's: ${met(lists < 4)} (${lists.toFixed(1)}); flat from 1,000 to 100,000 downtimes (at most 1.25 times slower, beside bare): ${met(flat <= 1.25)} (${flat.toFixed(2)}).`,
  );
}
writeSection('bench:api', 'npm run bench:api', [
  `${catalog.services.toLocaleString('en')} services, ${catalog.windows.toLocaleString('en')} windows; both sides authenticate the same API key. *Bare* is Hono with one query by primary key on the same tables, in the same kind of process. ${values.connections} connections, medians of ${values.rounds} rounds of ${values.seconds} s in turn; the asking process shares the machine.`,
  '',
  ...lines,
  ...goals,
]);
