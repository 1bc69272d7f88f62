import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { noTest } from '../../../../../test/proxies/proxies.ts';
import { claim } from '../../../src/announce/delivery/claim.ts';
import { LEASE, type Mark } from '../../../src/announce/delivery/contract.ts';
import { writeMarks } from '../../../src/announce/delivery/write-marks.ts';
import type { Store } from '../../../src/store/contract.ts';
import { MINUTE } from '../../../src/time/instant.ts';
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

/** As if no server that can send had been there for so long. */
async function awayFor({ db }: Store, minutes: number): Promise<void> {
  await sql`update announce_rates
    set counted_at = clock_timestamp() - make_interval(mins => ${minutes})`.execute(db);
}

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

  it('is let alone by whoever held it longer than the lease', async () => {
    const store = await open();
    const world = await waves(store, 1, 3);
    const write = (marks: readonly Mark[]) => store.transaction((trx) => writeMarks(trx, marks, world.now));
    const { claimed: late } = await claim(world.announce, { ...asked, most: 3 });
    world.now += LEASE;
    const { claimed } = await claim(world.announce, { ...asked, most: 3 });
    const failed = { outcome: 'failed', error: 'too late', disables: false } as const;
    expect(
      await write([
        { notice: late[0]!, fate: { outcome: 'released' } },
        { notice: late[1]!, fate: { outcome: 'again', after: 0, error: 'too late' } },
        { notice: late[2]!, fate: failed },
      ]),
    ).toEqual([]);
    const until = new Date(world.now + LEASE);
    for (const row of await outbox(store)) {
      expect(row).toMatchObject({ state: 'queued', attempts: 0, error: null, leased_until: until });
    }
    // Whoever says it first is heard, and each failure is counted once.
    const marks = claimed.slice(0, 2).map((notice) => ({ notice, fate: failed }));
    expect(await write(marks)).toMatchObject([{ data: { count: 2, total: 2 } }]);
    world.now += MINUTE;
    expect(await write(marks)).toEqual([]);
    await write(late.map((notice) => ({ notice, fate: { outcome: 'sent' } })));
    expect(await statesOf(store)).toEqual({ sent: 3 });
  });

  it('is nothing while nothing waits, yet it is known that a server can send', async () => {
    const store = await open();
    const { announce } = await mailWorld(store);
    await claim(announce, { ...asked, most: 1 });
    await awayFor(store, 2);
    expect((await claim(announce, { ...asked, most: 1 })).claimed).toEqual([]);
    const { rows } = await sql`select channel from announce_rates
      where counted_at > clock_timestamp() - make_interval(mins => 1)`.execute(store.db);
    expect(rows).toEqual([{ channel: 'mail' }]);
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

  together('is left to the servers that can send it, unless none was there for long', async () => {
    const store = await open();
    const { announce } = await waves(store, 1, 4);
    const other = another(store);
    onTestFinished(() => other.close());
    const without = await announceWorld(other, { yaml, settings: { ...announce.settings, mail: null } });
    expect((await claim(announce, { ...asked, most: 1 })).claimed).toHaveLength(1);
    await awayFor(store, 9);
    expect((await claim(without.announce, { ...asked, most: 9 })).claimed).toEqual([]);
    expect((await claim(announce, { ...asked, most: 1 })).claimed).toHaveLength(1);
    await awayFor(store, 11);
    expect((await claim(without.announce, { ...asked, most: 9 })).claimed).toHaveLength(2);
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
