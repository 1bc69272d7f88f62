import type { FactSource, Follower, Keeper, Log } from '../keeper/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Runs } from './contract.ts';
import { runFacts } from './facts.ts';
import { runFollower } from './follower.ts';

/** What the room is opened with. */
export interface RunsOptions {
  readonly log: Log;
  /** Makes tokens that pass the closed gates of these services until then; the same for the same question. */
  readonly bypass: Runs['bypass'];
  /** The time to go by; the database's clock when left out. */
  readonly clock?: ((trx?: Trx) => Promise<Instant>) | undefined;
}

/** The room, and what the keeper takes from it. */
export interface OpenRuns {
  readonly runs: Runs;
  readonly follower: Follower;
  readonly facts: FactSource;
  /** Gives the room the keeper, which is opened after it. */
  connect(keeper: Keeper): void;
}

/**
 * Opens the room of the runs on a store.
 *
 * @example const { runs, follower, facts, connect } = openRuns(store, { log, bypass });
 */
export function openRuns(store: Store, { log, bypass, clock }: RunsOptions): OpenRuns {
  let connected: Keeper | null = null;
  const runs: Runs = {
    store,
    keeper() {
      if (connected === null) throw new Error('The room of the runs is used before it is connected.');
      return connected;
    },
    log,
    now: clock ?? ((trx) => store.now(trx)),
    bypass,
  };
  return {
    runs,
    follower: runFollower(runs),
    facts: runFacts,
    connect(keeper) {
      connected = keeper;
    },
  };
}
