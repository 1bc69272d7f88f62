import type { Announce } from '../../../src/announce/contract.ts';
import { openAnnounce } from '../../../src/announce/open.ts';
import { announceQueues } from '../../../src/announce/queues.ts';
import { type AnnounceSettings, announceSettings } from '../../../src/announce/settings.ts';
import type { Follower, Keeper, Log } from '../../../src/keeper/contract.ts';
import { openQueue } from '../../../src/keeper/queue.ts';
import type { Store, Trx } from '../../../src/store/contract.ts';
import type { Instant } from '../../../src/time/instant.ts';

/** How the room is opened for a test. */
export interface TestAnnounceOptions {
  readonly secret?: string;
  readonly settings?: Partial<AnnounceSettings>;
  readonly log?: Log;
  readonly clock?: (trx?: Trx) => Promise<Instant>;
}

/** The room, which is connected once there is a keeper. */
export interface TestAnnounce {
  readonly announce: Announce;
  readonly follower: Follower;
  /** Gives it the keeper, and a queue of its own. */
  connect(keeper: Keeper): Promise<void>;
  close(): Promise<void>;
}

const quiet = () => undefined;

/** The log of a test that doesn't look at it. */
export const silentLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** The settings of a server without mail, but for those given. */
export function testSettings(settings: Partial<AnnounceSettings> = {}): AnnounceSettings {
  return { ...announceSettings({}, 'https://lull.example.com'), ...settings };
}

/** Opens the room on a store; closed before the store is. */
export async function openTestAnnounce(
  store: Store,
  { secret = 'a secret', settings, log = silentLog, clock }: TestAnnounceOptions = {},
): Promise<TestAnnounce> {
  const opened = await openAnnounce(store, { secret, settings: testSettings(settings), log, clock });
  let stop: () => Promise<void> = async () => undefined;
  return {
    announce: opened.announce,
    follower: opened.follower,
    async connect(keeper) {
      const queue = await openQueue(store, log, announceQueues);
      stop = () => queue.stop();
      opened.connect({ keeper, queue });
    },
    async close() {
      await stop();
      await opened.close();
    },
  };
}
