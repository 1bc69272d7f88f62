import { type GateState, open } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Holding } from './holding.ts';
import type { Warnings } from './warnings.ts';

/** What a gate does now, and who must know when it changes. */
export interface Flips {
  state(): GateState;
  /** Flips if the state is another now; says whether it is. */
  look(): boolean;
  /** Something new must be written and told, though the gate may do the same as before. */
  changed(): void;
  onFlip(listener: Listener): () => void;
  /** Calls it back for what the gate does already, too: until it is through, nothing is settled. */
  hear(listener: Listener): void;
  /** What is done and written: this is confirmed. */
  settled(): Settled;
}

export type Listener = (state: GateState) => void | Promise<void>;

/** What the gate stands by: every listener has done its part. */
export interface Settled {
  readonly state: GateState;
  readonly epoch: number | null;
  readonly serial: number | null;
}

/** setTimeout goes no further than 2^31 ms, and drifts; so far ahead it is set again. */
const FARTHEST = 60_000;

/** A listener that failed is called again. Milliseconds. */
const AGAIN = 1_000;

/** From then on an unfinished flip is a warning. Milliseconds. */
const LONG = 5_000;

/**
 * Flips at the instant: in memory first, which starts the listeners; then the disk; and only when both are
 * done is it settled, which the server may be told.
 *
 * @param does `write` puts on the disk how the gate stands, and never fails; `settle` tells the server
 * @example const { state, look } = flips(holding, clock, warnings, { write, settle }, stop);
 */
export function flips(
  holding: Holding,
  clock: Clock,
  warnings: Warnings,
  does: { readonly write: () => Promise<void>; readonly settle: () => void },
  stop: AbortSignal,
): Flips {
  let current = holding.stateAt(clock.now());
  let settled: Settled = { state: current, ...serialOf(holding) };
  const listeners = new Set<Listener>();
  const undone = new Map<Listener, Promise<void>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isNear = false;
  let change = 0;

  const arm = (): void => {
    clearTimeout(timer);
    isNear = false;
    if (stop.aborted || current.until === null) return;
    const left = current.until - clock.now();
    isNear = left <= 2 * FARTHEST;
    // Most of the way in one step; the rest from nearby, where a timer is exact to the millisecond.
    const step = left <= 30 ? left : Math.min(left - 20, FARTHEST);
    timer = setTimeout(look, Math.max(0, step));
  };

  const look = (): boolean => {
    const next = holding.stateAt(clock.now());
    const isFlip = differs(current, next);
    current = next;
    arm();
    if (!isFlip) return false;
    for (const listener of listeners) undone.set(listener, call(listener, current));
    changed();
    return true;
  };

  const changed = (): void => {
    change += 1;
    void settle(change);
  };

  const settle = async (mine: number): Promise<void> => {
    const calls = [...undone];
    const unfinished = (why: string): void => {
      if (mine === change) warnings.set('flip-unfinished', `The gate is ${current.state}, but ${why}.`);
    };
    const late = setTimeout(() => unfinished('what follows from it takes long'), LONG);
    const [, ...results] = await Promise.allSettled([does.write(), ...calls.map(([, done]) => done)]);
    clearTimeout(late);
    // What came after goes on from here.
    if (mine !== change || stop.aborted) return;
    const failed = calls.flatMap(([listener], i) => (results[i]?.status === 'rejected' ? [listener] : []));
    if (failed.length > 0) {
      const { reason } = results.find((result) => result.status === 'rejected')!;
      unfinished(`a part of it failed: ${messageOf(reason)}`);
      setTimeout(() => mine === change && retry(failed), AGAIN);
      return;
    }
    undone.clear();
    settled = { state: current, ...serialOf(holding) };
    warnings.set('flip-unfinished', null);
    does.settle();
  };

  const retry = (failed: readonly Listener[]): void => {
    if (stop.aborted) return;
    for (const listener of failed) {
      if (undone.has(listener)) undone.set(listener, call(listener, current));
    }
    changed();
  };

  stop.addEventListener('abort', () => clearTimeout(timer), { once: true });
  arm();
  return {
    state: () => {
      // Nobody is let in late because the loop was busy when the timer was due. Far from it no clock is read.
      if (isNear && clock.now() >= current.until!) look();
      else if (current.state === 'opening') current = holding.stateAt(clock.now());
      return current;
    },
    look,
    changed,
    onFlip: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        undone.delete(listener);
      };
    },
    hear: (listener) => {
      listeners.add(listener);
      settled = { state: open, epoch: null, serial: null };
      undone.set(listener, call(listener, current));
      changed();
    },
    settled: () => settled,
  };
}

/** A listener that fails in its first line fails like one that fails later. */
async function call(listener: Listener, state: GateState): Promise<void> {
  await listener(state);
}

function differs(a: GateState, b: GateState): boolean {
  if (a.state !== b.state || a.mode !== b.mode || a.downtime !== b.downtime) return true;
  if (a.retryAt !== b.retryAt) return true;
  return a.match !== b.match && JSON.stringify(a.match) !== JSON.stringify(b.match);
}

function serialOf(holding: Holding): { epoch: number | null; serial: number | null } {
  const { epoch = null, serial = null } = holding.document() ?? {};
  return { epoch, serial };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
