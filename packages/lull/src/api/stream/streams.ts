import { accessChannel } from '../../access/changed.ts';
import type { Store } from '../../store/contract.ts';
import { type EventRow, eventsAfter, lastEventSeq } from '../../store/events.ts';
import type { ApiSettings } from '../settings.ts';
import { Places } from './places.ts';
import { Tail } from './tail.ts';

/** The channel on which the store tells of events. */
const eventsChannel = 'lull_events';

/** Without notifications (behind a pooler) events are looked for this often, in milliseconds. */
const lookEvery = 1_000;

/** The event streams of a server. */
export interface Streams {
  readonly tail: Tail<EventRow>;
  readonly places: Places;
  /** Ends every stream when it is aborted. */
  readonly signal: AbortSignal;
  /** Rises when somebody's rights may have changed. */
  rights(): number;
  /** How many are open. */
  open(): number;
  /** Ends them all and lets no new one begin. */
  close(): Promise<void>;
}

/**
 * Listens for what event streams are about: events, and changes of who may see them.
 *
 * @throws LullError `store-unavailable`
 */
export async function openStreams(store: Store, { streams }: Pick<ApiSettings, 'streams'>): Promise<Streams> {
  const tail = new Tail<EventRow>({
    read: (after, limit) => eventsAfter(store.db, after, { limit }),
    last: () => lastEventSeq(store.db),
  });
  const places = new Places(streams);
  const ending = new AbortController();
  let rights = 0;
  // A reading that fails is made up for by the next one: nothing is lost, it is only later.
  const look = () => void tail.heard().catch(() => {});
  const stops = [
    await store.listen(eventsChannel, look),
    await store.listen(accessChannel, () => {
      rights++;
      tail.wake();
    }),
  ];
  const timer = setInterval(() => places.taken > 0 && look(), lookEvery).unref();
  return {
    tail,
    places,
    signal: ending.signal,
    rights: () => rights,
    open: () => places.taken,
    async close() {
      if (ending.signal.aborted) return;
      clearInterval(timer);
      ending.abort();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
