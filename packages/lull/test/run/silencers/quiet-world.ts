import type { Keeper } from '../../../src/keeper/contract.ts';
import type { Silencer, Silences } from '../../../src/run/silencers/contract.ts';
import { attendTo } from '../../../src/run/silencers/leases/attend.ts';
import { askFiring } from '../../../src/run/silencers/leases/firing.ts';
import { openSilences } from '../../../src/run/silencers/open.ts';
import type { SilencerSettings } from '../../../src/run/silencers/registry.ts';
import type { Store } from '../../../src/store/contract.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import type { Instant } from '../../../src/time/instant.ts';
import { start, world } from '../../keeper/support.ts';

/** Keeper and silencers whose time the test tells. */
export interface QuietWorld {
  readonly keeper: Keeper;
  readonly silences: Silences;
  now: Instant;
  silencer(name?: string): Silencer;
  /** Lets time go on, and does what it brings. */
  at(time: Instant): Promise<void>;
  /** Sees to what is due to downtimes now, and to nothing else. */
  tick(): Promise<void>;
  /** Does what is due about leases and about what fires now. */
  attend(): Promise<void>;
  /** Kinds of events that begin so, with their whys. */
  told(kind?: string): Promise<readonly (readonly [kind: string, why: string | null])[]>;
  /**
   * Until when a monitor is quiet by itself; null where none is. As it is written here, because the monitor's
   * own clock goes on in its own time.
   */
  heldUntil(): Promise<Instant | null>;
  rows(): Promise<readonly { state: string; error: string | null; service: string }[]>;
  close(): Promise<void>;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A service whose monitor is quiet while it is worked on. */
export const quietYaml = `
services:
  shop: { zone: UTC, silences: [{ by: alerts, matchers: ['service="shop"'] }] }
  bank: { zone: UTC, silences: [{ by: alerts, matchers: ['service="bank"'] }, { by: alrets, matchers: [a=b] }] }
  blog: { zone: UTC }
`;

/** Opens them on a store; a second one on the same store is another server. */
export async function quietWorld(
  store: Store,
  settings: Readonly<Record<string, SilencerSettings>>,
  { secret = 'secret', yaml = quietYaml }: { readonly secret?: string; readonly yaml?: string } = {},
): Promise<QuietWorld> {
  const made = { now: start } as { -readonly [K in keyof QuietWorld]: QuietWorld[K] };
  const { silences, follower, facts, close } = await openSilences(store, {
    settings: new Map(Object.entries(settings)),
    secret,
    log: silent,
    clock: async () => made.now,
  });
  const inner = await world(store, { followers: [follower], factSources: [facts], yaml });
  Object.assign(made, {
    keeper: inner.keeper,
    silences,
    silencer: (name = 'alerts') => silences.silencers.get(name)!,
    async at(time: Instant) {
      made.now = time;
      await inner.at(time);
      await made.attend();
      await inner.at(time);
      await made.attend();
    },
    tick: () => inner.at(made.now),
    async attend() {
      for (const silencer of silences.silencers.values()) {
        while (await attendTo(silences, silencer));
        while (await askFiring(silences, silencer));
      }
    },
    async told(kind = 'silence.') {
      const events = await eventsAfter(store.db, 0, { limit: 1_000 });
      return events.filter((one) => one.kind.startsWith(kind)).map((one) => [one.kind, one.why] as const);
    },
    async heldUntil() {
      const row = await store.db
        .selectFrom('run_silences')
        .select('held_until')
        .where('state', '=', 'held')
        .orderBy('made_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.held_until?.getTime() ?? null;
    },
    rows: () =>
      store.db
        .selectFrom('run_silences')
        .select(['state', 'error', 'service', 'silencer'])
        .orderBy('made_at')
        .orderBy('service')
        .orderBy('silencer')
        .execute(),
    close,
  });
  return made;
}
