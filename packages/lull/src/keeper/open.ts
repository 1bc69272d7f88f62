import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Counter, FactSource, Follower, Keeper, Log } from './contract.ts';
import { moments } from './followers/moments.ts';
import { heldCatalog } from './held-catalog.ts';
import { whoIsBusy } from './who-is-busy.ts';

/** What other rooms bring, and where the keeper says what it does. */
export interface KeeperOptions {
  /** Rooms that have something to do when a downtime changes, after the keeper's own. */
  readonly followers?: readonly Follower[];
  readonly factSources?: readonly FactSource[];
  readonly counter?: Counter | null;
  readonly log?: Log;
  /** The time to go by; the database's clock when left out. */
  readonly clock?: (trx?: Trx) => Promise<Instant>;
}

/**
 * The keeper on a store: what every verb takes as its first argument.
 *
 * @example const keeper = openKeeper(await openStore({ folder: './lull-data' }));
 */
export function openKeeper(store: Store, options: KeeperOptions = {}): Keeper {
  const { followers = [], factSources = [], counter = null, log = silent, clock = null } = options;
  const held = heldCatalog(store);
  return {
    store,
    followers: [moments, ...followers],
    factSources,
    counter,
    log,
    catalog: held.read,
    catalogOf: held.ofVersion,
    expectCatalog: held.expect,
    busy: whoIsBusy(store),
    clock,
    now: clock ?? ((trx) => store.now(trx)),
  };
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
