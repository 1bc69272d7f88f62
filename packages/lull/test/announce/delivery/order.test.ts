import { expect, it } from 'vitest';
import { noTest } from '../../../../../test/proxies/proxies.ts';
import { claim } from '../../../src/announce/delivery/claim.ts';
import { LEASE } from '../../../src/announce/delivery/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { another, describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { announceWorld } from '../support/world.ts';
import { delivering } from './delivering.ts';
import { unlimited, yaml } from './settings.ts';
import { mailWorld, outbox, scheduled, statesOf } from './support.ts';

/** Downtimes of which so many are told, each a wave of its own. */
async function waves(store: Store, downtimes: number, subscribers: number) {
  const world = await mailWorld(store);
  for (let i = 0; i < subscribers; i += 1) await subscribed(world.announce, `reader-${i}@example.com`);
  for (let i = 0; i < downtimes; i += 1) await scheduled(world, i);
  return world;
}

const asked = { channel: 'mail', inHand: [] } as const;

describeEngines('what is claimed', (open, engine) => {
  it('takes turns among waves of one urgency', async () => {
    const store = await open();
    const { announce } = await waves(store, 3, 5);
    const { claimed } = await claim(announce, { ...asked, most: 6 });
    expect(claimed).toHaveLength(6);
    const counts = [...Map.groupBy(claimed, ({ downtime }) => downtime).values()].map(({ length }) => length);
    expect(counts).toEqual([2, 2, 2]);
  });

  it('is the most urgent first, however many wait', async () => {
    const store = await open();
    const { announce } = await waves(store, 2, 20);
    const last = (await outbox(store)).at(-1)!;
    await store.db
      .updateTable('announce_notices')
      .set({ urgency: 0, attempts: 1 })
      .where('id', '=', last.id)
      .execute();
    const { claimed } = await claim(announce, { ...asked, most: 2 });
    expect(claimed.map(({ id }) => id)[0]).toBe(last.id);
  });

  it('is nobody else’s until the lease ends, and never twice in one hand', async () => {
    const store = await open();
    const world = await waves(store, 1, 4);
    const first = await claim(world.announce, { ...asked, most: 3 });
    const second = await claim(world.announce, { ...asked, most: 3 });
    expect([first.claimed.length, second.claimed.length]).toEqual([3, 1]);
    world.now += LEASE - 1;
    expect((await claim(world.announce, { ...asked, most: 9 })).claimed).toEqual([]);
    world.now += 1;
    const inHand = first.claimed.map(({ id }) => id);
    const again = await claim(world.announce, { channel: 'mail', most: 9, inHand });
    expect(again.claimed.map(({ id }) => id)).toEqual(second.claimed.map(({ id }) => id));
  });

  // PGlite is one connection: there is no second server.
  const together = engine === 'pglite' ? noTest : it;
  together('is each notice once, with several servers at work', async () => {
    const store = await open();
    const world = await waves(store, 2, 100);
    const others = [another(store), another(store)];
    const worlds = await Promise.all(
      others.map((other) =>
        announceWorld(other, { yaml, settings: { ...world.announce.settings, perMinute: unlimited } }),
      ),
    );
    const running = [world, ...worlds].map(({ announce }) => delivering(announce));
    await world.server.received(200);
    await Promise.all(running.map(({ stop }) => stop()));
    expect(await statesOf(store)).toEqual({ sent: 200 });
    const ids = world.server.mails.map(({ parsed }) => parsed.messageId);
    expect([ids.length, new Set(ids).size]).toEqual([200, 200]);
    for (const other of others) await other.close();
  });

  it('is no more than the rate allows, all servers together', async () => {
    const store = await open();
    const { announce } = await waves(store, 1, 10);
    const slow = {
      ...announce,
      channels: {
        ...announce.channels,
        rates: { ...announce.channels.rates, mail: { perMinute: 2, atOnce: 5 } },
      },
    };
    const claims = await Promise.all([1, 2, 3].map(() => claim(slow, { ...asked, most: 5 })));
    // One token at the start, and two a minute.
    expect(claims.flatMap(({ claimed }) => claimed)).toHaveLength(1);
    const waiting = claims.filter(({ claimed }) => claimed.length === 0).map(({ wait }) => wait!);
    for (const wait of waiting) {
      expect(wait).toBeGreaterThan(20_000);
      expect(wait).toBeLessThanOrEqual(30_000);
    }
  });
});
