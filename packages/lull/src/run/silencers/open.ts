import { randomUUID } from 'node:crypto';
import type { FactSource, Follower, Log } from '../../keeper/contract.ts';
import type { Store, Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Silencer, Silences } from './contract.ts';
import { silencerFacts } from './leases/facts.ts';
import { silencesFollower } from './leases/follower.ts';
import { installationOf } from './mark.ts';
import { openSilencer, type SilencerSettings } from './registry.ts';

/** What this part of the room is opened with. */
export interface SilencesOptions {
  readonly settings: ReadonlyMap<string, SilencerSettings>;
  /** The server's, `LULL_SECRET`: a copy of the database under another secret is another installation. */
  readonly secret: string;
  readonly log: Log;
  /** Where secrets are that are referred to by a variable. */
  readonly env?: NodeJS.ProcessEnv;
  /** The time to go by; the database's clock when left out. */
  readonly clock?: ((trx?: Trx) => Promise<Instant>) | undefined;
}

/** It, and what the keeper takes from it. */
export interface OpenSilences {
  readonly silences: Silences;
  readonly follower: Follower;
  readonly facts: FactSource;
  close(): Promise<void>;
}

/**
 * Opens what keeps monitors quiet. None of them is called yet.
 *
 * @throws LullError `bad-setting`, `store-unavailable`
 * @example const { silences, follower, facts } = await openSilences(store, { settings, secret, log });
 */
export async function openSilences(
  store: Store,
  { settings, secret, log, env = process.env, clock }: SilencesOptions,
): Promise<OpenSilences> {
  const now = clock ?? ((trx?: Trx) => store.now(trx));
  const installation = installationOf(await databaseId(store), secret);
  const silencers = new Map<string, Silencer>();
  for (const [name, one] of settings) {
    silencers.set(name, await openSilencer(one, { name, installation, now: () => now() }, env));
  }
  const silences: Silences = { store, log, now, silencers };
  return {
    silences,
    follower: silencesFollower(silences),
    facts: silencerFacts,
    async close() {
      await Promise.all([...silencers.values()].map((silencer) => silencer.close()));
    },
  };
}

async function databaseId(store: Store): Promise<string> {
  return store.transaction(async (trx) => {
    await trx
      .insertInto('run_installation')
      .values({ id: randomUUID() })
      .onConflict((row) => row.doNothing())
      .execute();
    return (await trx.selectFrom('run_installation').select('id').executeTakeFirstOrThrow()).id;
  });
}
