import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateAccessLog } from '../../scripts/generate-access-log.ts';
import { calledWith } from '../options.ts';
import { median, writeSection } from '../report.ts';

// How fast a big access log is read, by whole processes, side by side with GoAccess and with counting the lines.
const lines = 2_000_000;
const rounds = 5;
const usage = `npm run bench:ingest -- [--long] [--no-write]
  --long      a log of ten times as many lines too
  --no-write  the table only, docs/benchmarks.md stays as it is`;
const { long, 'no-write': keep } = calledWith(usage, {
  long: { type: 'boolean', default: false },
  'no-write': { type: 'boolean', default: false },
}).values;
const folder = mkdtempSync(join(tmpdir(), 'lull-bench-'));
const root = resolve(import.meta.dirname, '../..');

interface Run {
  readonly seconds: number;
  /** Peak memory in MB. */
  readonly memory: number;
}

/** Every panel of GoAccess but the one that counts by time. */
const panels =
  'REQUESTS REQUESTS_STATIC NOT_FOUND HOSTS OS BROWSERS VISIT_TIMES VIRTUAL_HOSTS REFERRERS REFERRING_SITES KEYPHRASES STATUS_CODES REMOTE_USER CACHE_STATUS GEO_LOCATION ASN MIME_TYPE TLS_TYPE'.split(
    ' ',
  );

function lull(file: string): string[] {
  return [process.execPath, join(root, 'packages/lull/bin/lull.js'), 'traffic', file, '--json', '--now', now];
}

function goaccess(file: string): string[] {
  const quiet = panels.map((panel) => `--ignore-panel=${panel}`);
  return [
    ...['goaccess', '--no-global-config', '--log-format=COMBINED', '--no-progress', ...quiet],
    ...['-o', join(folder, 'report.json'), file],
  ];
}

const now = '2027-01-01T00:00:00Z';

/** Runs a command as a process of its own, measured by the kernel. */
function measure(command: readonly string[], label: string): Run {
  const figures = join(folder, 'time.txt');
  const begun = performance.now();
  const { status, error, stderr } = spawnSync('/usr/bin/time', ['-o', figures, '-f', '%M', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = (performance.now() - begun) / 1000;
  if (error || status !== 0) throw new Error(`${label} did not run: ${error?.message ?? stderr}`);
  return { seconds, memory: Number(readFileSync(figures, 'utf8').trim().split('\n').at(-1)) / 1024 };
}

/** Medians of several runs, one of each command in turn, so that none has the quieter machine. */
function compare(file: string, commands: Record<string, readonly string[]>, times: number) {
  const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as Run[]]));
  for (let round = 0; round < times; round++) {
    for (const [name, command] of Object.entries(commands)) runs[name]!.push(measure(command, name));
  }
  const size = statSync(file).size / 1e6;
  return Object.entries(runs).map(([name, each]) => {
    const seconds = median(each.map((run) => run.seconds));
    return { name, seconds, rate: size / seconds, memory: Math.max(...each.map((run) => run.memory)) };
  });
}

const file = join(folder, 'access.log');
const plan = { file, start: Date.UTC(2026, 0, 5), days: 56, zone: 'Europe/Berlin', visitorsAtPeak: 0 };
const number = (n: number, digits: number) => n.toFixed(digits);
try {
  const made = generateAccessLog({ ...plan, lines });
  const results = compare(
    file,
    { 'wc -l': ['wc', '-l', file], lull: lull(file), goaccess: goaccess(file) },
    rounds,
  );
  const [count, ours, theirs] = results as [(typeof results)[0], (typeof results)[0], (typeof results)[0]];
  const row = (name: string, what: string, run: (typeof results)[0]) =>
    `| ${name} | ${what} | ${number(run.seconds, 2)} s | ${number(run.rate, 0)} MB/s | ${number(run.memory, 0)} MB |`;
  const report = [
    `A combined log of ${made.lines.toLocaleString('en')} lines (${number(made.bytes / 1e6, 0)} MB) over 56 days; medians of ${rounds} runs in turn, whole processes, peak memory the highest of them.`,
    '',
    '| command | what it finds | wall | rate | peak memory |',
    '| --- | --- | --- | --- | --- |',
    row('`wc -l`', 'lines', count),
    row('`lull traffic --json`', 'requests, writes, visitors per 5 minutes; bots, assets', ours),
    row('GoAccess, only the panel by time', 'hits and visitors per day', theirs),
    '',
    `Lull is ${number(theirs.seconds / ours.seconds, 1)} times as fast as GoAccess's time-only configuration (goal: 20).`,
  ];
  if (long) {
    const much = generateAccessLog({ ...plan, lines: 10 * lines });
    const [tenfold] = compare(file, { lull: lull(file) }, 2);
    report.push(
      '',
      `On a log ten times as long (${much.lines.toLocaleString('en')} lines, ${number(much.bytes / 1e9, 1)} GB): ${number(tenfold!.seconds, 2)} s, ${number(tenfold!.memory, 0)} MB.`,
    );
  }
  if (keep) console.log(report.join('\n'));
  else writeSection('bench:ingest', `npm run bench:ingest${long ? ' -- --long' : ''}`, report);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
