import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorTime } from '../processor.ts';
import type { IdleFollowers, Said, SaidIdle, Told } from './idle-followers.ts';
import { heard, startProcess } from './processes.ts';
import { type Ends, type Shop, startShop } from './shop.ts';

/** How much is measured. */
export interface Effort {
  readonly followers: number;
  /** How long the idle server is looked at while it only holds streams; three times as long with all. */
  readonly seconds: number;
}

const PROCESSES = 2;

/** How long all confirm as fast as they are answered. Milliseconds. */
const FLOOD = 5_000;

/** Open files that the server and others need beside. */
const SPARE = 2_000;

/** What one server needs for many who follow it while nothing happens, and how fast it reaches them then. */
export async function measureIdle({ followers, seconds }: Effort): Promise<string[]> {
  const ends: Ends = [];
  try {
    const garbage = resolve(import.meta.dirname, 'collect-garbage.ts');
    const limit = openFiles();
    if (limit < followers + SPARE) {
      return [`Idle followers: not measured: ${limit} open files are allowed here (ulimit -n).`];
    }
    const shop = await startShop(ends, ['--expose-gc', '--import', garbage]);
    // Until what followed from a change is over.
    const settled = (): Promise<void> => sleep(seconds * 500);
    const lines = Math.min(followers, limit - followers - SPARE);
    await settled();
    const before = await memory(shop);
    const processes = await startFollowers(shop, followers, lines, ends);
    const streaming = await memory(shop);
    const streams = await look(shop, processes, seconds);
    await Promise.all(processes.map((process) => tell(process, 'confirm')));
    await settled();
    const whole = await look(shop, processes, seconds * 3);
    const after = await memory(shop);
    const reached = await flip(shop, processes, 'down');
    await flip(shop, processes, 'up');
    await settled();
    const quiet = await count(processes);
    await Promise.all(processes.map((process) => tell(process, { flood: FLOOD })));
    const flooded = await count(processes);
    const taken = ((flooded.confirmations - quiet.confirmations) * 1_000) / FLOOD;
    const each = (to: number): string => `${((to - before) / followers).toFixed(1)} kB`;
    const row = (what: string, kilobytes: number, { share, confirmations, questions }: Looked): string =>
      `| ${what} | ${each(kilobytes)} | ${(share * 100).toFixed(0)} % | ${confirmations.toFixed(0)} | ${questions.toFixed(0)} |`;
    return [
      `Idle followers: ${followers.toLocaleString('en')} streams on one \`lull serve\` (PGlite), which hear its time every 5 s; then each of them also confirms, asks for its document and compares its clock at a gate's own intervals, over ${lines.toLocaleString('en')} kept connections more. Memory is the server's resident memory after its garbage was collected, less the ${(before / 1024).toFixed(0)} MB that it had before the first; the rest is over ${seconds} s, and over ${seconds * 3} s.`,
      '',
      '| followers do | memory each | share of a processor | confirmations a second | questions a second |',
      '| --- | --- | --- | --- | --- |',
      row('hold a stream', streaming, streams),
      row('all that gates do', after, whole),
      '',
      `- A closing, from the command: half of them had heard after ${reached.half.toFixed(0)} ms, the last after ${reached.last.toFixed(0)} ms.`,
      `- When all confirm again as soon as they are answered, the server takes ${Math.round(taken).toLocaleString('en')} a second. A gate says one every 5 s, among thousands less often: the server tells them.`,
      `- Of all that was said and asked ${flooded.failures} failed.`,
    ];
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Resident memory once nothing more can be let go, in kB. */
async function memory({ pid }: Shop): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    process.kill(pid, 'SIGUSR2');
    await sleep(3_000);
    const now = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
    if (now > before * 0.995) return Math.min(before, now);
    before = now;
  }
}

/** What an idle server did in a second: its share of one processor, and what it answered. */
interface Looked {
  readonly share: number;
  readonly confirmations: number;
  readonly questions: number;
}

async function look({ pid }: Shop, processes: readonly ChildProcess[], seconds: number): Promise<Looked> {
  const said = await count(processes);
  const [began, before] = [performance.now(), processorTime(pid)];
  await sleep(seconds * 1_000);
  const share = (processorTime(pid) - before) / (performance.now() - began);
  const { confirmations, questions } = await count(processes);
  return {
    share,
    confirmations: (confirmations - said.confirmations) / seconds,
    questions: (questions - said.questions) / seconds,
  };
}

/** What all of them said so far. */
async function count(processes: readonly ChildProcess[]): Promise<Said> {
  const all = await Promise.all(processes.map((process) => tell(process, 'count')));
  const sumOf = (figure: keyof Said): number =>
    all.reduce((sum, said) => sum + (said.did === 'count' ? said[figure] : 0), 0);
  return {
    confirmations: sumOf('confirmations'),
    questions: sumOf('questions'),
    failures: sumOf('failures'),
  };
}

async function flip(
  { call }: Shop,
  processes: readonly ChildProcess[],
  what: 'down' | 'up',
): Promise<{ half: number; last: number }> {
  const all = processes.map(async (process) => {
    for (;;) {
      const said = await heard<SaidIdle>(process);
      if (said.did === 'flip' && said.isShut === (what === 'down')) return said.at;
    }
  });
  const began = performance.timeOrigin + performance.now();
  const why = 'a measurement';
  const [flips] = await Promise.all([Promise.all(all), call('POST', `services/shop/${what}`, { why })]);
  const took = flips.flat().map((at) => at - began);
  took.sort((a, b) => a - b);
  return { half: took[Math.floor(took.length / 2)]!, last: took.at(-1)! };
}

async function startFollowers(
  { port, enrolment }: Shop,
  followers: number,
  lines: number,
  ends: Ends,
): Promise<ChildProcess[]> {
  const count = followers / PROCESSES;
  const started = Array.from({ length: PROCESSES }, async (_, i) => {
    const of: IdleFollowers = {
      ...{ port, enrolment, count, from: i * count, lines: Math.floor(lines / PROCESSES) },
      address: `127.0.0.${i + 2}`,
    };
    const child = startProcess('idle-followers.ts', of, ends);
    await heard(child);
    return child;
  });
  return Promise.all(started);
}

async function tell(child: ChildProcess, told: Told): Promise<SaidIdle> {
  const did = heard<SaidIdle>(child);
  child.send(told);
  return did;
}

/** How many a process may have; more than that is asked for where it is permitted. */
function openFiles(): number {
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=65536:65536'], { stdio: 'ignore' });
  } catch {
    // As many as there are must do.
  }
  return Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);
}
