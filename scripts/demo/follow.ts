import type { EventView } from '../../packages/lull/src/api/contract/outcome.ts';
import { eventsFrom } from '../../packages/lull/src/cli/client/stream.ts';
import { eventWords } from './event-words.ts';
import type { Lull } from './lull.ts';
import type { Stage } from './stage.ts';

/** Tells of everything that happens, as it happens, until the demo ends. */
export interface Following {
  /** Resolves once the downtime has come to its end. */
  readonly over: Promise<true>;
}

const ends = ['completed', 'cancelled', 'aborted', 'failed'].map((state) => `downtime.${state}`);

/** Listens to Lull's events, from the first of a downtime on, and of whatever comes later. */
export function follow({ talk, signal }: Stage, lull: Lull, downtime: string): Following {
  const { promise: over, resolve, reject } = Promise.withResolvers<true>();
  const listen = async (): Promise<void> => {
    let isBegun = false;
    for await (const { data } of eventsFrom(lull, { path: '/events', after: '0', signal })) {
      const event = JSON.parse(data) as EventView;
      isBegun ||= event.downtime === downtime;
      const words = isBegun ? eventWords(event) : null;
      if (words !== null) talk.event(words, Date.parse(event.at));
      if (event.downtime === downtime && ends.includes(event.kind)) resolve(true);
    }
  };
  listen().catch(reject);
  // Whoever ends the demo while nobody waits for this has not lost anything.
  over.catch(() => undefined);
  return { over };
}
