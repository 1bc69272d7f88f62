import type { Follower, Keeper, Log } from '../keeper/contract.ts';
import type { Queue } from '../keeper/queue.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { openChannels } from './channels/registry.ts';
import type { Announce } from './contract.ts';
import { announceFollower } from './follower.ts';
import type { AnnounceSettings } from './settings.ts';
import { sealedWith } from './tokens.ts';
import { loadWords } from './words/load.ts';

/** What the room is opened with. */
export interface AnnounceOptions {
  /** What addresses are encrypted under, and links signed with. */
  readonly secret: string;
  readonly settings: AnnounceSettings;
  readonly log: Log;
  /** The time to go by; the database's clock when left out. */
  readonly clock?: ((trx?: Trx) => Promise<Instant>) | undefined;
}

/** The room, and what the keeper takes from it. */
export interface OpenAnnounce {
  readonly announce: Announce;
  readonly follower: Follower;
  /** Gives the room what is opened after it. */
  connect(parts: { readonly keeper: Keeper; readonly queue: Queue }): void;
  close(): Promise<void>;
}

/**
 * Opens the room of the notices on a store.
 *
 * @throws LullError `bad-words` for words that can't be used; `bad-setting` for a language that there isn't
 * @example const { announce, follower, connect } = await openAnnounce(store, { secret, settings, log });
 */
export async function openAnnounce(
  store: Store,
  { secret, settings, log, clock }: AnnounceOptions,
): Promise<OpenAnnounce> {
  const words = await loadWords(settings.words, settings.language);
  const channels = openChannels(settings);
  let connected: { readonly keeper: Keeper; readonly queue: Queue } | null = null;
  const parts = (): { readonly keeper: Keeper; readonly queue: Queue } => {
    if (connected === null) throw new Error('The room of the notices is used before it is connected.');
    return connected;
  };
  const announce: Announce = {
    store,
    keeper: () => parts().keeper,
    queue: () => parts().queue,
    log,
    settings,
    channels,
    words,
    sealed: sealedWith(secret),
    now: clock ?? ((trx) => store.now(trx)),
  };
  return {
    announce,
    follower: announceFollower(announce),
    connect: (given) => {
      connected = given;
    },
    close: () => channels.close(),
  };
}
