import { onTestFinished } from 'vitest';
import type { Announce } from '../../../src/announce/contract.ts';
import { raiseDue } from '../../../src/announce/waves/raise.ts';
import { followPolicy } from '../../../src/announce/waves/replan.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import type { Keeper } from '../../../src/keeper/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import type { Instant } from '../../../src/time/instant.ts';
import { world } from '../../keeper/support.ts';
import { openTestAnnounce, type TestAnnounceOptions } from './open.ts';

/** Keeper and notices whose time the test tells. */
export interface AnnounceWorld {
  readonly keeper: Keeper;
  readonly announce: Announce;
  now: Instant;
  /** Lets time go on (or back) and does all that it brings, but for sending. */
  at(time: Instant | string): Promise<void>;
  /** Raises what is due and makes notices of what was raised. */
  tell(): Promise<void>;
}

/** Opens them on a store; they are closed when the test has finished, before the store is. */
export async function announceWorld(
  store: Store,
  { yaml, ...options }: Omit<TestAnnounceOptions, 'clock'> & { readonly yaml?: string } = {},
): Promise<AnnounceWorld> {
  const clock = async (): Promise<Instant> => inner.now;
  const opened = await openTestAnnounce(store, { ...options, clock });
  const { announce } = opened;
  const inner = await world(store, { followers: [opened.follower], ...(yaml !== undefined && { yaml }) });
  await opened.connect(inner.keeper);
  onTestFinished(() => opened.close());
  const tell = async (): Promise<void> => {
    await followPolicy(announce);
    while ((await raiseDue(announce)).more);
    const raised = await store.db
      .selectFrom('announce_waves')
      .select('downtime')
      .where((row) => row.or([row('state', '=', 'raised'), row('off_at', 'is not', null)]))
      .distinct()
      .execute();
    for (const { downtime } of raised) await spreadWaves(announce, downtime);
  };
  return {
    keeper: inner.keeper,
    announce,
    get now() {
      return inner.now;
    },
    set now(time) {
      inner.now = time;
    },
    async at(time) {
      await inner.at(time);
      await tell();
    },
    tell,
  };
}
