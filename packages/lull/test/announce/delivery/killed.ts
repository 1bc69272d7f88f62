import { insertRows } from '../../../src/announce/audience/rows.ts';
import { runDelivery } from '../../../src/announce/delivery/run-delivery.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { openStore, type StoreOptions } from '../../../src/store/open.ts';
import { MINUTE } from '../../../src/time/instant.ts';
import { scheduler, start, tonight, world } from '../../keeper/support.ts';
import { openTestAnnounce } from '../support/open.ts';
import { readers } from './readers.ts';
import { unlimited, yaml } from './settings.ts';

/** What the process is told. */
export interface Told {
  readonly store: StoreOptions;
  /** Of the mail server. */
  readonly server: string;
  /** From 0; each begins a minute after the last, when what that held is free again. */
  readonly run: number;
  readonly readers: number;
}

// Sends until it is killed; the first time it fills the outbox before.
const { store: place, server, run, readers: count }: Told = JSON.parse(process.argv[2]!);
const store = await openStore(place);
const mail = { server, from: 'Example <status@example.com>' };
const now = start + run * MINUTE;
const { announce, follower, connect } = await openTestAnnounce(store, {
  settings: { mail, perMinute: unlimited },
  clock: async () => now,
});
const { keeper } = await world(store, { followers: [follower], yaml });
await connect(keeper);
if (run === 0) {
  await store.transaction((trx) => insertRows(trx, readers(announce, count, now)));
  const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
  await spreadWaves(announce, downtime.id);
}
await runDelivery(announce, { signal: new AbortController().signal });
