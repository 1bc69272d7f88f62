import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Runs something with this process held on some processors: what it starts meanwhile stays on them.
 *
 * @param processors as `taskset` takes them
 * @example await heldOn('0', () => startProxy('nginx', port))
 */
export async function heldOn<T>(processors: string, does: () => Promise<T>): Promise<T> {
  const hold = (which: string): void => {
    execFileSync('taskset', ['-acp', which, String(process.pid)], { stdio: 'ignore' });
  };
  const before = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]!;
  hold(processors);
  try {
    return await does();
  } finally {
    hold(before);
  }
}

/**
 * Processor time of a process so far, all its threads that live; milliseconds.
 *
 * @example processorTime(process.pid)
 */
export function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = threads.map((thread) => {
    const [onProcessor] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(onProcessor) / 1e6;
  });
  return spent.reduce((sum, one) => sum + one, 0);
}

/**
 * The processes of a group.
 *
 * @param group the number of the one that leads it
 * @example groupOf(child.pid).map(processorTime)
 */
export function groupOf(group: number): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((pid) => statOf(pid)?.[2] === String(group));
}

/** Fields of a process's stat behind its name: state, parent, group and so on; null once it is gone. */
function statOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return null;
  }
}
