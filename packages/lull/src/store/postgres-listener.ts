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
  let connection: Promise<pg.Client> | null = null;

  const tell = (hearers: Iterable<Heard>, payload: string | null): void => {
    for (const heard of [...hearers]) heard(payload);
  };

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5 * SECOND,
      query_timeout: 5 * SECOND,
      fallback_application_name: 'lull listener',
    });
    client.on('notification', ({ channel, payload = '' }) => tell(channels.get(channel) ?? [], payload));
    let lost = (_: Error): void => undefined;
    client.on('error', (error) => lost(error));
    client.on('end', () => lost(new Error('the connection ended')));
    try {
      await client.connect();
      for (const channel of channels.keys()) await client.query(`listen ${channel}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    const asking = setInterval(() => client.query('select 1').catch((error) => lost(error)), askEvery);
    asking.unref();
    lost = (error) => {
      lost = () => undefined;
      clearInterval(asking);
      void client.end().catch(() => undefined);
      if (ending.signal.aborted) return;
      log('warn', 'notifications of the database were lost; connecting again', { reason: error.message });
      connection = connectAgain();
      connection.catch(() => undefined);
    };
    return client;
  };

  const connectAgain = async (): Promise<pg.Client> => {
    for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.longest)) {
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal: ending.signal });
      try {
        const client = await connect();
        for (const hearers of channels.values()) tell(hearers, null);
        return client;
      } catch (error) {
        log('debug', 'the database still does not answer', { reason: (error as Error).message });
      }
    }
  };

  const listen: Store['listen'] = async (name, heard) => {
    const channel = channelName(name);
    const hearers = channels.get(channel);
    if (hearers) {
      hearers.add(heard);
      await connection;
    } else {
      channels.set(channel, new Set([heard]));
      await begin(channel);
    }
    return async () => {
      channels.get(channel)?.delete(heard);
    };
  };

  const begin = async (channel: string): Promise<void> => {
    connection ??= connect();
    const mine = connection;
    try {
      const client = await mine;
      // Ended, it comes back by itself, and listens to all channels.
      await client.query(`listen ${channel}`).catch(() => client.end());
    } catch (error) {
      channels.delete(channel);
      if (connection === mine) connection = null;
      throw storeFailure(error);
    }
  };

  const end = async (): Promise<void> => {
    ending.abort();
    const client = await connection?.catch(() => null);
    await client?.end();
  };

  return { listen, end };
}
