import { insertRows } from '../../packages/lull/src/announce/audience/rows.ts';
import { claim } from '../../packages/lull/src/announce/delivery/claim.ts';
import { openLetters } from '../../packages/lull/src/announce/delivery/letters.ts';
import { runDelivery } from '../../packages/lull/src/announce/delivery/run-delivery.ts';
import { spreadWaves } from '../../packages/lull/src/announce/waves/spread.ts';
import { createDowntime } from '../../packages/lull/src/keeper/create-downtime.ts';
import { openStore } from '../../packages/lull/src/store/open.ts';
import { readers } from '../../packages/lull/test/announce/delivery/readers.ts';
import { openTestAnnounce } from '../../packages/lull/test/announce/support/open.ts';
import { scheduler, tonight, world } from '../../packages/lull/test/keeper/support.ts';
import { from, type Said, type Told } from './contract.ts';

// Our side: the outbox on a store, filled as it is in life; a process of its own.
const told = JSON.parse(process.argv[2]!) as Extract<Told, { notices: number }>;
const store = await openStore(told.store);
const fast = 10_000_000;
const opened = await openTestAnnounce(store, {
  settings: {
    mail: { server: `smtp://127.0.0.1:${told.port}`, from },
    perMinute: { mail: fast, webhook: fast, slack: fast, ntfy: fast },
  },
  clock: async () => made.now,
});
const { announce } = opened;
const yaml = `
organisation: { name: Example, announce: { tell: [schedule] } }
services: { shop: { zone: Europe/Berlin, public: true } }
`;
const made = await world(store, { followers: [opened.follower], yaml });
await opened.connect(made.keeper);
for (let from = 0; from < told.notices; from += 5_000) {
  const rows = readers(announce, Math.min(5_000, told.notices - from), made.now, from);
  await store.transaction((trx) => insertRows(trx, rows));
}
const { downtime } = await createDowntime(made.keeper, scheduler, { ...tonight, schedule: true });
const began = performance.now();
const spread = await spreadWaves(announce, downtime.id);
const spreadMs = performance.now() - began;

// One message, for the peer to send the same.
const { claimed } = await claim(announce, { channel: 'mail', most: 1, inHand: [] });
const [ready] = await openLetters(announce).open(claimed);
const letter = ready!.open();
if ('outcome' in letter) throw new Error(letter.outcome);
await store.db.updateTable('announce_notices').set({ leased_until: null }).execute();

process.on('message', async ({ count }: { count: number }) => {
  const stopping = new AbortController();
  let sent = 0;
  const began = performance.now();
  const used = process.cpuUsage();
  await runDelivery(announce, {
    signal: stopping.signal,
    onFate(_channel, outcome, some) {
      if (outcome === 'sent') sent += some;
      else if (outcome !== 'released') throw new Error(`${some} notices were ${outcome}`);
      if (sent >= count) stopping.abort();
    },
  });
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  const said: Said = { sent, ms, cpu: (user + system) / 1e3 };
  process.send!(said);
});
process.send!({ message: letter.message, address: letter.target.address, spread, spreadMs });
