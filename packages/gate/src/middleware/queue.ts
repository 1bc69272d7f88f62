import type { Gate } from '../follow/contract.ts';
import { type Asking, type Verdict, verdictOn } from '../protocol/index.ts';
import { type HoldCaps, holdCaps } from './options.ts';

/** Requests that wait while very short work is done. */
export interface Queue {
  readonly length: number;
  /**
   * One more waits, until it is called back with what becomes of it.
   *
   * @param size bytes of its body
   * @returns takes it out again, as when its client went away; null when there is no room
   */
  add(asking: Asking, size: number, settle: (verdict: Verdict) => void): (() => void) | null;
  /** Settles, in the order of their coming, all that need not wait any longer. */
  release(): void;
}

interface Waiting {
  readonly asking: Asking;
  readonly size: number;
  readonly settle: (verdict: Verdict) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  /** Hears of flips no more. */
  readonly forget: () => void;
}

/** One that fails is reported as it would be without waiting, and takes no others with it. */
function settle(one: Waiting, verdict: Verdict): void {
  try {
    one.settle(verdict);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/**
 * A queue that is released by every flip of its gate. Each that waits listens for itself: where a platform
 * runs requests apart from each other, one can't be called back by another.
 */
export function queueFor(gate: Gate, caps: Partial<HoldCaps> = {}): Queue {
  const most = { ...holdCaps, ...caps };
  const waiting = new Set<Waiting>();
  let bytes = 0;
  const remove = (one: Waiting): boolean => {
    if (!waiting.delete(one)) return false;
    clearTimeout(one.timer);
    one.forget();
    bytes -= one.size;
    return true;
  };
  const look = (one: Waiting) => {
    const verdict = verdictOn(gate.state(), one.asking);
    if (verdict.verdict !== 'hold' && remove(one)) settle(one, verdict);
  };
  return {
    get length() {
      return waiting.size;
    },
    add(asking, size, settle) {
      if (waiting.size >= most.requests || bytes + size > most.bytes) return null;
      const giveUp = () => {
        if (remove(one)) settle({ verdict: 'refuse', kind: 'closed', retryAt: gate.state().retryAt });
      };
      const one: Waiting = {
        asking,
        size,
        settle,
        timer: setTimeout(giveUp, most.time),
        forget: gate.onFlip(() => look(one)),
      };
      waiting.add(one);
      bytes += size;
      return () => void remove(one);
    },
    release: () => waiting.forEach(look),
  };
}
