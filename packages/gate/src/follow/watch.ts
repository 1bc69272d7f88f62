import { type Clock, REPORTED } from './clock.ts';
import type { CountsKept } from './counts.ts';
import type { Holding } from './holding.ts';
import type { Warnings } from './warnings.ts';

/** What nobody tells a gate, so it looks by itself once a second. */
export interface Watched {
  readonly clock: Clock;
  readonly holding: Holding;
  readonly counts: CountsKept;
  readonly warnings: Warnings;
  /** The machine's clock was set, or the machine slept. */
  readonly jumped: () => void;
  /** Whatever else is to be looked at. */
  readonly each: () => void;
}

const SECOND = 1_000;

/**
 * Looks once a second until it is stopped.
 *
 * @example watches({ clock, holding, counts, warnings, jumped, each }, stop);
 */
export function watches(
  { clock, holding, counts, warnings, jumped, each }: Watched,
  stop: AbortSignal,
): void {
  const timer = setInterval(() => {
    counts.roll();
    if (clock.hasJumped()) jumped();
    each();
    warnOfClock(clock, warnings);
    warnOfSilence(holding, clock, warnings);
    const dropped = counts.dropped();
    if (dropped > 0) {
      warnings.set(
        'counts-dropped',
        `The counts of ${dropped} minutes were dropped: nobody took them for a day.`,
      );
    }
  }, SECOND);
  stop.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/**
 * Warns of this machine's clock, or takes the warning back.
 *
 * @example warnOfClock(clock, warnings); warnings.all() // ["clock-off: This machine's clock is 5.0 s …"]
 */
export function warnOfClock(clock: Clock, warnings: Warnings): void {
  const offset = clock.offset();
  const isOff = offset !== null && Math.abs(offset) > REPORTED;
  const isRefused = isOff && !clock.isApplied();
  const off = `This machine's clock is ${seconds(offset)} the server's`;
  warnings.set('clock-off', isOff && !isRefused ? `${off}; the gate goes by the server's.` : null);
  warnings.set(
    'clock-not-applied',
    isRefused ? `${off}: too much to go by it. If the server's is right, set trustClock.` : null,
  );
}

function warnOfSilence(holding: Holding, clock: Clock, warnings: Warnings): void {
  const document = holding.document();
  const heardAt = holding.heardAt();
  if (document === null || heardAt === null) return;
  const isSilent = clock.now() - heardAt > document.maxSilence;
  const since = new Date(heardAt).toISOString();
  warnings.set('out-of-touch', isSilent ? `Nothing was heard of the server since ${since}.` : null);
}

function seconds(offset: number | null): string {
  const by = (Math.abs(offset ?? 0) / 1000).toFixed(1);
  return `${by} s ${(offset ?? 0) > 0 ? 'behind' : 'ahead of'}`;
}
