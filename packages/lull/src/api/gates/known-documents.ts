import { type GateDocument, type Instant, type PublicKey, readDocument } from '@lull/gate/protocol';
import { type Gates, gatesChannel } from '../../gates/contract.ts';
import { currentDocument } from '../../gates/current.ts';
import type { Keeper } from '../../keeper/contract.ts';
import { SECOND } from '../../time/instant.ts';

/** How long a document is believed without asking again, where nothing is heard of another. */
const BELIEVED = SECOND;

/** What is known of a service's gate, and what time it is. */
export interface Known {
  /** Null where there is none, or it was never to be had. */
  readonly document: GateDocument | null;
  /** Keys that tokens are signed with. */
  readonly keys: readonly PublicKey[];
  /** The database's time. */
  readonly now: Instant;
}

interface Held {
  document: GateDocument | null;
  keys: readonly PublicKey[];
  /** The database's clock less the one that only goes on. */
  clock: number;
  readAt: number;
  reading: Promise<void> | null;
}

/** Documents in memory, for what is asked with every request of a visitor. */
export interface KnownDocuments {
  of(service: string): Promise<Known>;
  close(): Promise<void>;
}

/**
 * Keeps documents in memory; what was known stays while the database is away. A service that is asked about
 * has a document from then on, as if a gate had asked for it: it may be that nothing else stands before it.
 *
 * @throws LullError `store-unavailable`
 */
export async function knownDocuments(gates: Gates, keeper: Keeper): Promise<KnownDocuments> {
  const known = new Map<string, Held>();
  const { store } = gates;

  const read = async (service: string, held: Held): Promise<void> => {
    const found = await currentDocument(gates, keeper, service);
    const now = await gates.now();
    held.clock = now - performance.now();
    held.keys = (await gates.chest.ring(store.db, now)).named;
    held.document = readDocument(found);
  };
  const refresh = (service: string, held: Held): Promise<void> =>
    (held.reading ??= read(service, held)
      .catch((error: unknown) => gates.log.warn({ err: error, service }, 'a gate goes by what was known'))
      .finally(() => {
        held.readAt = performance.now();
        held.reading = null;
      }));

  let names = new Set<string>();
  let namedAt = Number.NEGATIVE_INFINITY;
  let naming: Promise<void> | null = null;
  /** Whoever makes up names of services has them looked up together, once a second. */
  const isThere = async (service: string): Promise<boolean> => {
    if (!names.has(service) && performance.now() - namedAt >= BELIEVED) {
      naming ??= store.db
        .selectFrom('catalog_entries')
        .select('name')
        .where('kind', '=', 'service')
        .execute()
        .then((rows) => {
          names = new Set(rows.map((row) => row.name));
        })
        .catch((error: unknown) => gates.log.warn({ err: error }, 'a gate goes by what was known'))
        .finally(() => {
          namedAt = performance.now();
          naming = null;
        });
      await naming;
    }
    return names.has(service);
  };

  const stop = await store.listen(gatesChannel, (service) => {
    namedAt = Number.NEGATIVE_INFINITY;
    for (const [name, held] of known) {
      if (service === null || name === service) held.readAt = Number.NEGATIVE_INFINITY;
    }
  });

  return {
    async of(service) {
      if (!(await isThere(service))) return { document: null, keys: [], now: Date.now() };
      const held = known.get(service) ?? fresh();
      known.set(service, held);
      if (performance.now() - held.readAt >= BELIEVED) await refresh(service, held);
      return { document: held.document, keys: held.keys, now: Math.floor(performance.now() + held.clock) };
    },
    close: stop,
  };
}

function fresh(): Held {
  const clock = Date.now() - performance.now();
  return { document: null, keys: [], clock, readAt: Number.NEGATIVE_INFINITY, reading: null };
}
