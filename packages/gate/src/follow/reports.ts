import { durationOf } from '../protocol/index.ts';
import type { Confirmation, Confirmed, MinuteCounts } from './contract.ts';
import type { CountsKept } from './counts.ts';
import { jitter, pauses } from './pause.ts';
import { WireError } from './wire.ts';

/** Tells the server how the gate stands. */
export interface Reports {
  /** At once, or as soon as the one that is under way is answered. */
  soon(): void;
  /** Takes leave: once, and without insisting. */
  leave(): Promise<void>;
}

/** What a report holds beside its counts. */
export type Standing = Omit<Confirmation, 'run' | 'report' | 'minutes' | 'isLeaving'>;

/**
 * How often, until the server has said how long a word counts; from then on three times within that.
 * Milliseconds.
 */
const EVERY = 5_000;

/** How seldom at most. Milliseconds. */
const SELDOM = 60_000;

/** A confirmation that is asked for goes within so long, until the server has said otherwise, and at most. */
const [SPREAD, WIDEST] = [100, 30_000];

/** Minutes in one report. */
const MOST = 120;

/**
 * Confirms when asked, within a tenth of a second or as the server has it spread, and three times within a
 * lease. Counts go with a number and stay the same under it until the server has acknowledged them, so that
 * it adds them once however often they come.
 *
 * @param run another with every start of the gate
 * @param heard is told how each attempt went
 * @example const { soon } = reports(confirm, standing, counts, run, heard, stop); soon();
 */
export function reports(
  confirm: (confirmation: Confirmation) => Promise<Confirmed>,
  standing: () => Standing,
  counts: CountsKept,
  run: string,
  heard: (error: unknown) => void,
  stop: AbortSignal,
): Reports {
  const [pause, spread] = [pauses(stop), pauses(stop)];
  let report = 0;
  let minutes: readonly MinuteCounts[] = [];
  let failures = 0;
  let every = EVERY;
  let widest = SPREAD;

  const send = async (isLeaving: boolean): Promise<void> => {
    if (minutes.length === 0) {
      counts.roll();
      minutes = counts.take(MOST);
      if (minutes.length > 0) report += 1;
    }
    const { lease, spread: wanted } = await confirm({ ...standing(), run, report, minutes, isLeaving });
    minutes = [];
    widest = Math.min(WIDEST, durationOf(wanted) ?? SPREAD);
    every = Math.min(SELDOM, Math.max(500, (durationOf(lease) ?? EVERY * 3) / 3));
  };

  const loop = async (): Promise<void> => {
    let next = every;
    for (;;) {
      await pause.wait(jitter(next, 0.1));
      // All gates of a service flip at once: they don't confirm in the same moment too.
      if (!stop.aborted) await spread.wait(Math.random() * widest);
      if (stop.aborted) return;
      try {
        await send(false);
        failures = 0;
        heard(null);
      } catch (error) {
        if (stop.aborted) return;
        failures += 1;
        // What the server will never take must not keep it from hearing what the gate does.
        if (error instanceof WireError && [400, 413, 422].includes(error.status)) minutes = [];
        heard(error);
      }
      next = failures === 0 ? every : Math.min(every, 250 * 2 ** failures);
    }
  };
  const looping = loop();

  return {
    soon: pause.wake,
    leave: async () => {
      await looping;
      counts.end();
      try {
        // What waits for an answer keeps its number; what came since goes with the next.
        if (minutes.length > 0) await send(false);
        await send(true);
      } catch (error) {
        heard(error);
      }
    },
  };
}
