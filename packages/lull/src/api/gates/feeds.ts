import type { ServerResponse } from 'node:http';
import { accessChannel } from '../../access/changed.ts';
import { liveKeys } from '../../access/live-keys.ts';
import { type Gates, gatesChannel } from '../../gates/contract.ts';
import { currentDocument } from '../../gates/current.ts';
import { documentOf } from '../../gates/documents.ts';
import { timeSigner } from '../../gates/times.ts';
import type { Keeper } from '../../keeper/contract.ts';
import { MINUTE, SECOND } from '../../time/instant.ts';
import { Feed } from './feed.ts';

/** How often streams say the time. */
const HEARTBEAT = 5 * SECOND;

/** Behind a pooler nothing is heard of new documents: then they are looked for. */
const LOOK = SECOND;

/** How often it is looked whether a gate's key still counts. */
const CHECK = MINUTE;

/** A stream, and the key with which it was opened. */
interface Held {
  readonly out: ServerResponse;
  readonly key: string;
}

/** The streams of gates that a server holds. */
export interface Feeds {
  /**
   * Sends what is new to `out` until it is closed, beginning with the current document.
   *
   * @param begin called when there is something to send
   * @throws LullError as `currentDocument`; nothing is sent then
   */
  attach(service: string, held: Held, begin: () => void): Promise<void>;
  /** How many are open. */
  open(): number;
  /** Ends them all and lets no new one begin. */
  close(): Promise<void>;
}

/**
 * Listens for new documents, and sends each to all who follow.
 *
 * @throws LullError `store-unavailable`
 */
export async function openFeeds(gates: Gates, keeper: Keeper): Promise<Feeds> {
  const feeds = new Map<string, { readonly feed: Feed; refreshing: Promise<void>; again: boolean }>();
  const all = new Set<Held>();
  let isClosed = false;

  const refresh = (service: string): Promise<void> => {
    const held = feeds.get(service);
    if (!held) return Promise.resolve();
    held.again = true;
    held.refreshing = held.refreshing.then(async () => {
      if (!held.again) return;
      held.again = false;
      const document = await documentOf(gates.store.db, service).catch(() => null);
      if (document) held.feed.tell(document.body);
    });
    return held.refreshing;
  };

  /** The first stream of a service waits for its document; the others find it there. */
  const feedOf = async (service: string): Promise<Feed> => {
    const known = feeds.get(service);
    if (known?.feed.isTold) return known.feed;
    const document = await currentDocument(gates, keeper, service);
    const held = feeds.get(service) ?? {
      feed: new Feed(service),
      refreshing: Promise.resolve(),
      again: false,
    };
    feeds.set(service, held);
    held.feed.tell(document);
    return held.feed;
  };

  const heartbeat = async (): Promise<void> => {
    if (all.size === 0) return;
    const timeFor = await timeSigner(gates);
    for (const { feed } of feeds.values()) {
      feed.send(Buffer.from(`event: time\ndata: ${JSON.stringify(timeFor(feed.service, ''))}\n\n`));
    }
  };

  const look = async (): Promise<void> => {
    // Nobody's feed is forgotten: what it had may be old by the time that somebody comes again.
    for (const [service, { feed }] of feeds) if (feed.size === 0) feeds.delete(service);
    const services = [...feeds.keys()];
    if (services.length === 0) return;
    const rows = await gates.store.db
      .selectFrom('gates_documents')
      .select(['service', 'epoch', 'serial'])
      .where('service', 'in', services)
      .execute();
    for (const { service, epoch, serial } of rows) {
      const newest = { epoch: Number(epoch), serial: Number(serial) };
      if (!feeds.get(service)?.feed.has(newest)) await refresh(service);
    }
  };

  /** What streams tell is no secret: only who was let in matters here, and that is asked for all at once. */
  const check = async (): Promise<void> => {
    const keys = [...new Set([...all].map(({ key }) => key))];
    const live = await liveKeys(gates.store.db, keys, await gates.now());
    for (const { out, key } of all) if (!live.has(key)) out.end();
  };

  const quietly = (work: () => Promise<void>, every: number): NodeJS.Timeout => {
    let running = false;
    return setInterval(() => {
      if (running) return;
      running = true;
      void work()
        .catch((error: unknown) => gates.log.warn({ err: error }, 'streams of gates could not be served'))
        .finally(() => {
          running = false;
        });
    }, every).unref();
  };
  const timers = [quietly(heartbeat, HEARTBEAT), quietly(look, LOOK), quietly(check, CHECK)];
  const stops = [
    await gates.store.listen(gatesChannel, (service) => {
      for (const name of service === null ? feeds.keys() : [service]) void refresh(name);
    }),
    await gates.store.listen(accessChannel, () => void check().catch(() => {})),
  ];

  return {
    async attach(service, held, begin) {
      const feed = await feedOf(service);
      if (isClosed || held.out.destroyed) {
        held.out.destroy();
        return;
      }
      begin();
      const leave = feed.add(held.out);
      all.add(held);
      held.out.on('close', () => {
        leave();
        all.delete(held);
      });
    },
    open: () => all.size,
    async close() {
      if (isClosed) return;
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      for (const { feed } of feeds.values()) feed.end();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
