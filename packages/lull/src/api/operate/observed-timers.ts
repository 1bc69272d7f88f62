import type { Downtime, DowntimeEvent } from '../../downtime/contract.ts';
import type { Beat } from '../../keeper/see-to-due.ts';
import type { Instant } from '../../time/instant.ts';
import type { Metrics } from './metrics.ts';

/** What is known of the timers of a server. */
export interface ObservedTimers {
  /** Hears of each look at what is due. */
  readonly onBeat: (beat: Beat) => void;
  /** Milliseconds since the last look; since the start as long as there was none. */
  readonly beatAge: () => number;
}

/** Counts what the timers do, and remembers when they last looked. */
export function observedTimers(metrics: Metrics): ObservedTimers {
  let last = performance.now();
  return {
    onBeat: ({ outcomes, failed }) => {
      last = performance.now();
      if (failed.length > 0) metrics.timerErrors.add([], failed.length);
      for (const { downtime, events } of outcomes)
        for (const event of events) count(metrics, downtime, event);
    },
    beatAge: () => performance.now() - last,
  };
}

function count(metrics: Metrics, downtime: Downtime, { kind, at }: DowntimeEvent): void {
  metrics.events.add([kind]);
  const due = dueOf[kind]?.(downtime) ?? null;
  if (due !== null && at >= due) metrics.lateness.observe((at - due) / 1000, [kind]);
}

/** The instants of those moments that have one of their own; others follow from something that was said. */
const dueOf: Readonly<Record<string, (downtime: Downtime) => Instant | null>> = {
  'downtime.warned': ({ plan }) => plan.start && plan.start - plan.warnBefore,
  'downtime.draining': ({ plan, emergency }) => (emergency ? null : plan.start),
  'downtime.overdue': ({ expectedEnd }) => expectedEnd,
};
