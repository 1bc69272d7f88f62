import { type Bell, makeBell } from '../../keeper/bell.ts';
import { hearEvents } from '../../keeper/hear-events.ts';
import { catalogChannel } from '../../store/catalog-rows.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { Announce, Published } from '../contract.ts';
import { publishedFrom } from './published.ts';

/** How often it is read anew, whatever is heard. */
const EVERY = 20 * SECOND;
/** The least time between two readings; after one that took long, three times as long. Milliseconds. */
const BETWEEN = 50;

/** Everything public, in memory. */
export interface Publisher {
  /**
   * What is known now; waits for the database only as long as it was never read.
   *
   * @throws LullError `store-unavailable`
   */
  current(): Promise<Published>;
  /** The same where it was read before; null else. */
  held(): Published | null;
  /** The database's time, reckoned from when it was last asked. */
  now(): Instant;
  /** Reads anew, from a moment after the call. */
  refresh(): Promise<Published>;
  /** Calls back whenever something in it has become another; ends by calling what it returns. */
  onChange(changed: (published: Published) => void): () => void;
  close(): Promise<void>;
}

/**
 * Keeps everything public in memory and reads it anew when something has happened. While the database is away
 * it goes on with what was known.
 *
 * @param announce connected to its keeper
 * @example const publisher = openPublisher(announce); (await publisher.current()).services
 */
export function openPublisher(announce: Announce): Publisher {
  const read = publishedFrom(announce);
  const bell = makeBell();
  const stopping = new AbortController();
  const watchers = new Set<(published: Published) => void>();
  let held: Published | null = null;
  let clock = Date.now() - performance.now();
  let reading: Promise<Published> = Promise.reject(new Error('nothing was read yet'));
  reading.catch(() => undefined);
  let next: Promise<Published> | null = null;

  const readOnce = async (): Promise<Published> => {
    const published = await read();
    clock = (await announce.now()) - performance.now();
    const isNew = held?.version !== published.version;
    held = published;
    if (isNew) for (const watcher of watchers) watcher(published);
    return published;
  };
  /** Whoever asks while one is under way gets the one after it, together with all who ask until then. */
  const refresh = (): Promise<Published> => {
    next ??= reading
      .catch(() => undefined)
      .then(() => {
        next = null;
        reading = readOnce();
        return reading;
      });
    return next;
  };

  const ended = Promise.all([
    hearEvents(announce.keeper(), bell, stopping.signal),
    hearEvents(announce.keeper(), bell, stopping.signal, catalogChannel),
    follow(announce, refresh, bell, stopping.signal),
  ]);
  return {
    current: async () => held ?? refresh(),
    held: () => held,
    now: () => Math.floor(performance.now() + clock),
    refresh,
    onChange(changed) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    async close() {
      stopping.abort();
      await ended;
      await next?.catch(() => undefined);
    },
  };
}

async function follow(
  { log }: Announce,
  refresh: () => Promise<Published>,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const quiet = makeBell();
  let isAway = false;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      await refresh();
      if (isAway) log.info({}, 'what is public is read again');
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn({ err: error }, 'what is public cannot be read; what was known is shown');
      isAway = true;
    }
    await quiet.wait(Math.max(BETWEEN, 3 * (performance.now() - began)), signal);
    await bell.wait(EVERY, signal);
  }
}
