import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessMark } from '../contract.ts';

/** A process as /proc has it. */
export interface Process {
  readonly pid: number;
  /** Who started it; whoever has taken it in when that one has ended. */
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it began, in clock ticks since the machine's start. */
  readonly since: string;
}

/** Name of the variable by which the processes of an attempt are known. */
export const MARK = 'LULL_ATTEMPT';

/**
 * Marks a process that was just started as the leader of a session of its own.
 *
 * @example const mark = markOf(child.pid); // { kind: 'process', pid: 4711, since: '812345', boot: '6f…' }
 */
export function markOf(pid: number): ProcessMark {
  return { kind: 'process', pid, since: processOf(pid)?.since ?? null, boot: bootOf() };
}

/**
 * What still runs of an attempt: the session that its process leads, whatever groups are in it, and whatever
 * carries the attempt's name in its environment, also outside of that session; and all that these started.
 *
 * @param marks none where they were never written
 * @param name of the attempt; with a "/" at its end, of all whose names begin so
 * @param known what was found before, number and start, which is added to: it is found as long as it runs,
 * also when whoever started it has ended and it shows by nothing any more whose it is
 * @returns null where there is no /proc to tell
 */
export function findProcesses(
  marks: readonly ProcessMark[],
  name: string,
  known = new Map<number, string>(),
): readonly Process[] | null {
  const all = processes()?.filter(({ pid }) => pid !== process.pid) ?? null;
  if (all === null) return null;
  const isIn = marks.map((mark) => inSessionOf(mark, all));
  const isOurs = (one: Process): boolean =>
    known.get(one.pid) === one.since || isIn.some((within) => within(one)) || carries(one.pid, name);
  const found = new Set(all.filter(isOurs));
  // What is added while it is gone through is gone through as well.
  for (const { pid } of found) for (const one of all) if (one.parent === pid) found.add(one);
  for (const { pid, since } of found) known.set(pid, since);
  return [...found];
}

/** The session of a mark; empty when its number has gone to another process since. */
export function inSessionOf(mark: ProcessMark, all: readonly Process[]): (one: Process) => boolean {
  const { pid, since, boot } = mark;
  const leader = all.find((one) => one.pid === pid);
  if (boot !== bootOf() || since === null || (leader && leader.since !== since)) return () => false;
  return (one) => one.session === pid && BigInt(one.since) >= BigInt(since);
}

/** All that run, those not among them that have ended and wait for their parent; null without /proc. */
export function processes(): readonly Process[] | null {
  if (process.platform !== 'linux') return null;
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => processOf(Number(name)))
      .filter((one) => one !== null);
  } catch {
    return null;
  }
}

function processOf(pid: number): Process | null {
  const stat = read(`/proc/${pid}/stat`);
  // A program's name may hold anything, also a parenthesis: what follows the last one is ours to read.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, parent, group, session] = fields;
  const since = fields[19];
  if (since === undefined || state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), since };
}

function carries(pid: number, name: string): boolean {
  const end = name.endsWith('/') ? '' : '\0';
  return `\0${read(`/proc/${pid}/environ`) ?? ''}\0`.includes(`\0${MARK}=${name}${end}`);
}

let boot: string | null | undefined;

/** Numbers of processes are those of one start of the machine, and of one container on it. */
function bootOf(): string | null {
  if (boot !== undefined) return boot;
  const start = read('/proc/sys/kernel/random/boot_id')?.trim();
  boot = start === undefined ? null : `${start} ${namespaceOf()}`;
  return boot;
}

function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
