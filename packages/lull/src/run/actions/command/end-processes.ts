import type { ProcessMark } from '../contract.ts';
import { pause } from '../pause.ts';
import type { Process } from './processes.ts';

/** How long what is told to end has for it, before it is killed. Milliseconds. */
export const GRACE = 10_000;

/** How often is looked whether it has. */
const LOOK = 20;

/** What was killed and is still there after that is told. */
const STUBBORN = 2_000;

/** How processes are ended. */
export interface Ending {
  /** Finds them anew each time: they may have started others meanwhile. Null where nothing can tell. */
  find(): readonly Process[] | null;
  /** Their leader, for where nothing else can be found. */
  readonly mark: ProcessMark | null;
  readonly grace: number;
  /** Hears of what can't be ended, and that it could after all. */
  trouble(what: string | null): void;
}

/**
 * Ends processes: all are told to (TERM), and what is left after the grace is killed, until nothing is left.
 * What can't be ended is told and tried on and on: whoever waits for this must not go on beside it.
 *
 * @example await endProcesses({ find: () => findProcesses([mark], name), mark, grace: GRACE, trouble });
 */
export async function endProcesses(ending: Ending): Promise<void> {
  const never = new AbortController().signal;
  const begun = performance.now();
  let isTold = false;
  signalAll(ending, 'SIGTERM');
  for (let left = leftOf(ending); left.length > 0; left = leftOf(ending)) {
    const taken = performance.now() - begun;
    if (taken >= ending.grace) signalAll(ending, 'SIGKILL');
    if (taken >= ending.grace + STUBBORN && !isTold) {
      isTold = true;
      ending.trouble(`process ${left.join(', ')} can't be ended`);
    }
    await pause(isTold ? 25 * LOOK : LOOK, never);
  }
  if (isTold) ending.trouble(null);
}

function leftOf({ find, mark }: Ending): readonly number[] {
  const found = find();
  if (found !== null) return found.map(({ pid }) => pid);
  return mark !== null && signal(-mark.pid, 0) ? [mark.pid] : [];
}

/** A group is told at once, so that none of it can start another in between; then whoever left it. */
function signalAll({ find, mark }: Ending, name: 'SIGTERM' | 'SIGKILL'): void {
  const found = find();
  if (found === null) {
    if (mark !== null) signal(-mark.pid, name);
    return;
  }
  const group = found.some((one) => one.group === mark?.pid) && signal(-mark!.pid, name) ? mark!.pid : null;
  for (const one of found) if (one.group !== group) signal(one.pid, name);
}

/** @returns whether there was anything to signal */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
