import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { SECOND } from '../time/instant.ts';
import { channelName } from './channel.ts';
import type { Store } from './contract.ts';
import { storeFailure } from './failures.ts';
import type { StoreLog } from './log.ts';

type Heard = (payload: string | null) => void;

/** Pauses between two tries to connect again: the first and the longest. */
const pauses = { first: 100, longest: 5 * SECOND };

/** How often the connection is asked whether it is still there: a lost one says nothing by itself. */
const askEvery = 10 * SECOND;

/**
 * One connection that listens for all, made when the first one does. It comes back by itself when it is lost,
 * and tells everybody with null that something may have been missed.
 */
export function postgresListener(url: string, log: StoreLog) {
  const channels = new Map<string, Set<Heard>>();
  const ending = new AbortController();
  let client: pg.Client | null = null;
  let first: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: a client is not to be asked while it is being asked. */
  const ask = (one: pg.Client, text: string): Promise<unknown> => {
    const asked = last.then(() => one.query(text));
    last = asked.catch(() => undefined);
    return asked;
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5 * SECOND,
      query_timeout: 5 * SECOND,
      fallback_application_name: 'lull listener',
    });
    let lost = (_: Error): void => undefined;
    fresh.on('notification', ({ channel, payload = '' }) => tell(channels.get(channel) ?? [], payload));
    fresh.on('error', (error) => lost(error));
    fresh.on('end', () => lost(new Error('the connection ended')));
    try {
      await fresh.connect();
      // Channels that are added meanwhile come at the end of the same round.
      for (const channel of channels.keys()) await ask(fresh, `listen ${channel}`);
      ending.signal.throwIfAborted();
    } catch (error) {
      void fresh.end().catch(() => undefined);
      throw error;
    }
    client = fresh;
    const asking = setInterval(() => ask(fresh, 'select 1').catch((error) => lost(error)), askEvery);
    asking.unref();
    lost = ({ message }) => {
      lost = () => undefined;
      client = null;
      clearInterval(asking);
      void fresh.end().catch(() => undefined);
      if (ending.signal.aborted) return;
      log('warn', 'notifications of the database were lost; connecting again', { reason: message });
      again = comeBack().catch(() => undefined);
    };
  };

  const comeBack = async (): Promise<void> => {
    for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.longest)) {
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal: ending.signal });
      try {
        await connect();
        break;
      } catch (error) {
        log('debug', 'the database still does not answer', { reason: (error as Error).message });
      }
    }
    for (const hearers of channels.values()) tell(hearers, null);
  };

  const listen: Store['listen'] = async (name, heard) => {
    const channel = channelName(name);
    if (!channels.has(channel)) channels.set(channel, new Set());
    channels.get(channel)!.add(heard);
    const stop = () => channels.get(channel)?.delete(heard);
    try {
      first ??= connect();
      await first;
    } catch (error) {
      first = null;
      stop();
      throw storeFailure(error);
    }
    // Lost meanwhile, it comes back by itself with all channels, and says so with null.
    const mine = client as pg.Client | null;
    if (mine !== null) await ask(mine, `listen ${channel}`).catch(() => mine.end());
    return async () => {
      stop();
    };
  };

  const end = async (): Promise<void> => {
    ending.abort();
    await first?.catch(() => undefined);
    await again;
    await client?.end();
  };

  return { listen, end };
}

function tell(hearers: Iterable<Heard>, payload: string | null): void {
  for (const heard of [...hearers]) heard(payload);
}
