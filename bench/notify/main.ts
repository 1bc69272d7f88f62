import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Message } from '../../packages/lull/src/announce/channels/contract.ts';
import { startPostgres } from '../../test/peers/postgres.ts';
import { heard, killed } from '../gate/processes.ts';
import { calledWith, wrongCall } from '../options.ts';
import { median, writeSection } from '../report.ts';
import type { Said, Told } from './contract.ts';

const usage = `npm run bench:notify -- [--short] [--engine pglite|postgres|both]
  --short   a tenth of the notices, in about two minutes
  --engine  what the outbox is kept in (default: both)`;
const { values } = calledWith(usage, {
  short: { type: 'boolean' },
  engine: { type: 'string', default: 'both' },
});
if (!['pglite', 'postgres', 'both'].includes(values.engine)) {
  wrongCall('--engine is pglite, postgres or both', usage);
}
const engines = values.engine === 'both' ? (['postgres', 'pglite'] as const) : [values.engine as 'pglite'];
const notices = values.short ? 10_000 : 100_000;
const slices = values.short ? 3 : 9;
/** As many as the mail channel has on their way. */
const atOnce = 20;

type Ends = (() => unknown)[];
type Engine = 'pglite' | 'postgres';

/** What our side says once its outbox is full; and one message, so that the peer sends the same. */
interface Filled {
  readonly spread: number;
  readonly spreadMs: number;
  readonly message: Message;
  readonly address: string;
}

function start(file: string, told: object, ends: Ends): ChildProcess {
  const child = fork(resolve(import.meta.dirname, file), [JSON.stringify(told)]);
  ends.push(() => killed(child));
  return child;
}

async function send(child: ChildProcess, count: number): Promise<Said> {
  child.send({ count, atOnce });
  return heard<Said>(child);
}

async function storeOf(engine: Engine, ends: Ends) {
  if (engine === 'postgres') {
    const postgres = await startPostgres();
    ends.push(() => postgres.stop());
    return { databaseUrl: await postgres.createDatabase() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'lull-notify-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return { folder };
}

/** Both sides in turns, so that what slows the machine slows both. */
async function measure(engine: Engine) {
  const ends: Ends = [];
  try {
    const smtp = start('smtp.ts', {}, ends);
    const { port } = await heard<{ port: number }>(smtp);
    // What is in hand when a round ends goes out too, so there are a few more.
    const told: Told = { port, store: await storeOf(engine, ends), notices: notices + 500 * (slices + 1) };
    const lull = start('lull.ts', told, ends);
    const { spread, spreadMs, ...sample } = await heard<Filled>(lull);
    const bare = start('bare.ts', { port, ...sample } satisfies Told, ends);
    await heard(bare);
    const share = Math.floor(notices / (slices + 1));
    const found: { readonly ours: Said; readonly peer: Said }[] = [];
    for (let slice = 0; slice <= slices; slice += 1) {
      const ours = slice % 2 === 0 ? await send(lull, share) : null;
      const peer = await send(bare, share);
      const both = { ours: ours ?? (await send(lull, share)), peer };
      // The first only warms both sides.
      if (slice > 0) found.push(both);
    }
    return { found, spread, spreadMs };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

const rate = ({ sent, ms }: Said): number => (sent * 1_000) / ms;
const cost = ({ sent, cpu }: Said): number => (cpu * 1_000) / sent;
const rows: string[] = [];
const goals: string[] = [];
for (const engine of engines) {
  const { found, spread, spreadMs } = await measure(engine);
  const ratio = median(found.map(({ ours, peer }) => rate(ours) / rate(peer)));
  const middle = (figure: (one: (typeof found)[number]) => number) =>
    Math.round(median(found.map(figure))).toLocaleString('en');
  const title = engine === 'pglite' ? 'PGlite' : 'PostgreSQL';
  const spreading = Math.round((spread * 1_000) / spreadMs).toLocaleString('en');
  rows.push(
    `| ${title} | ${middle(({ ours }) => rate(ours))} | ${middle(({ peer }) => rate(peer))} | ${ratio.toFixed(2)} | ${middle(({ ours }) => cost(ours))} µs | ${middle(({ peer }) => cost(peer))} µs | ${spreading} |`,
  );
  goals.push(
    `- ${title}: at least 0.7 of the bare pool's rate: ${ratio >= 0.7 ? '**met**' : '**not met**'}.`,
  );
}
const lines = [
  `${notices.toLocaleString('en')} mails through the outbox to an SMTP server on the same machine, beside a bare pool of nodemailer that sends the same messages over as many connections; medians of ${slices} interleaved rounds. Each mail has text, HTML, a calendar and its own links.`,
  '',
  '| store | mails a second | bare pool | ratio | processor time a mail | bare pool | notices made a second |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
  '',
  ...goals,
];
// What was measured in a hurry or in part is shown and not published.
if (values.short || values.engine !== 'both') console.log(lines.join('\n'));
else writeSection('bench:notify', 'npm run bench:notify', lines);
