import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { COUNTED } from '../../src/announce/preview/foresee.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import type { Consequence } from '../../src/keeper/contract.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../src/keeper/emergency-down.ts';
import { DAY, formatInstant, HOUR, MINUTE } from '../../src/time/instant.ts';
import { approver, owner, start } from '../keeper/support.ts';
import { describeEngines } from '../store/engines.ts';
import { subscribed } from './subscribed.ts';
import { announceWorld } from './support/world.ts';
import { sent, services } from './waves/support.ts';

const due = start + 3 * DAY + 2 * HOUR;
const plan = { title: 'Move the database', services: ['shop'], start: due, takes: HOUR, schedule: true };

/** What people read of the notices that would follow. */
const told = (follows: readonly Consequence[]): string[] =>
  follows
    .filter(({ kind }) => kind === 'notice')
    .map(({ at, text }) => `${at === null ? 'at once' : formatInstant(at).slice(5, 16)} ${text}`);

describeEngines('the preview of notices', (open) => {
  const opened = async (yaml = services) => {
    const store = await open();
    const { keeper, announce, ...world } = await announceWorld(store, { yaml });
    for (const name of ['ada', 'bob', 'cem']) await subscribed(announce, `${name}@example.com`);
    await subscribed(announce, 'https://hooks.example.com/lull', { channel: 'webhook', services: ['shop'] });
    await subscribed(announce, 'dan@example.com', { services: ['blog'], kinds: ['scheduled'] });
    return { store, keeper, announce, tell: world.tell };
  };

  it('says when how many hear of what, in which words', async () => {
    const { keeper } = await opened();
    const { follows } = await createDowntime(keeper, owner, plan, { dryRun: true });
    expect(told(follows)).toEqual([
      'at once 3 by mail and 1 by webhook are told: “Planned maintenance: The shop, Fri 4 Dec, 02:00 UTC”',
      '12-03T02:00 3 by mail and 1 by webhook are told: “Reminder: maintenance of The shop, Fri 4 Dec, 02:00 UTC”',
      '12-04T01:00 3 by mail and 1 by webhook are told: “Reminder: maintenance of The shop, Fri 4 Dec, 02:00 UTC”',
      '12-04T02:01 3 by mail and 1 by webhook are told, should it not have begun: ' +
        '“Starts later: maintenance of The shop”',
    ]);
    const [first, second] = follows.filter(({ kind }) => kind === 'notice');
    expect(first!.data).toMatchObject({
      notice: 'scheduled',
      point: 'schedule',
      revision: 1,
      reaches: 4,
      channels: { mail: 3, webhook: 1 },
      subject: 'Planned maintenance: The shop, Fri 4 Dec, 02:00 UTC',
    });
    const text = first!.data.text as string[];
    expect(text).toContain('What we do: Move the database');
    // How far off it is then, and not how far it is now.
    expect((second!.data.text as string[]).join()).toContain('in 1 day and');
  });

  it('of a change tells the groups apart', async () => {
    const { store, keeper, tell } = await opened();
    const { downtime } = await createDowntime(keeper, owner, plan);
    await tell();
    await sent(store);
    const changes = { services: ['blog'] };
    const { follows } = await commandDowntime(
      keeper,
      owner,
      downtime.id,
      { type: 'revise', changes },
      { dryRun: true },
    );
    const now = told(follows).filter((line) => line.startsWith('at once'));
    expect(now).toEqual([
      'at once 3 by mail are told: “Changed: maintenance of blog, Fri 4 Dec, 02:00 UTC”',
      'at once 1 by mail is told: “Planned maintenance: blog, Fri 4 Dec, 02:00 UTC”',
      'at once 1 by webhook is told: “No maintenance after all: The shop, Fri 4 Dec, 02:00 UTC”',
    ]);
    const off = await commandDowntime(keeper, owner, downtime.id, { type: 'cancel' }, { dryRun: true });
    expect(told(off.follows)).toEqual([
      'at once 3 by mail and 1 by webhook are told: “Cancelled: maintenance of The shop, Fri 4 Dec, 02:00 UTC”',
    ]);
  });

  it('leaves out those for whom a change of what is not public changes nothing', async () => {
    const { store, keeper, announce, tell } = await opened();
    await subscribed(announce, 'zoe@example.com', { source: 'sign-up' });
    const { downtime } = await createDowntime(keeper, owner, plan);
    await tell();
    await sent(store);
    const asked = { type: 'revise', changes: { services: ['shop', 'bank'] } } as const;
    const { follows } = await commandDowntime(keeper, owner, downtime.id, asked, { dryRun: true });
    expect(told(follows)[0]).toBe(
      'at once 3 by mail and 1 by webhook are told: ' +
        '“Changed: maintenance of The shop and bank, Fri 4 Dec, 02:00 UTC”',
    );
  });

  it('counts very many only for a preview, so that no change that is made waits for it', async () => {
    const { store, keeper } = await opened();
    await sql`insert into announce_subscribers (id, channel, address, shown, address_key, is_trusted, language,
        tenants, tags, state, source, created_at)
      select 's' || i, 'mail', 's' || i, 's' || i, 's' || i, true, 'en', '{}', '{}', 'active', 'added', now()
      from generate_series(1, ${COUNTED}::integer) as i`.execute(store.db);
    const dry = await createDowntime(keeper, owner, plan, { dryRun: true });
    expect(told(dry.follows)[0]).toMatch(/^at once 5,003 by mail and 1 by webhook are told: “Planned/);
    const { follows } = await createDowntime(keeper, owner, plan);
    expect(told(follows)[0]).toMatch(/^at once people are told: “Planned/);
    expect(follows.find(({ kind }) => kind === 'notice')!.data).toMatchObject({
      reaches: null,
      channels: null,
    });
  });

  it('says so where nobody hears of it, and nothing where nothing new is told', async () => {
    const { keeper, tell } = await opened();
    const quiet = await createDowntime(keeper, owner, { ...plan, services: ['quiet'] }, { dryRun: true });
    expect(told(quiet.follows)).toEqual([
      '12-03T02:00 nobody is told: “Reminder: maintenance of quiet, Fri 4 Dec, 02:00 UTC”',
    ]);
    const { downtime } = await createDowntime(keeper, owner, plan);
    await tell();
    const asked = { type: 'revise', changes: { remindEvery: 20 * MINUTE } } as const;
    expect(told((await commandDowntime(keeper, owner, downtime.id, asked)).follows)).toEqual([]);
    const off = await commandDowntime(keeper, owner, downtime.id, { type: 'cancel' });
    expect(told(off.follows)).toEqual([
      'at once nobody is told: “Cancelled: maintenance of The shop, Fri 4 Dec, 02:00 UTC”',
    ]);
  });

  it('of a proposal says what goes out once it is approved', async () => {
    const { store, keeper, tell } = await opened(`organisation: { policy: { secondPerson: [schedule] } }
services: { shop: { zone: UTC, public: true, title: The shop } }`);
    const { downtime, follows } = await createDowntime(keeper, owner, plan);
    expect(told(follows).slice(0, 2)).toEqual([
      'at once 3 by mail and 1 by webhook are told, once it is approved: ' +
        '“Planned maintenance: The shop, Fri 4 Dec, 02:00 UTC”',
      '12-03T02:00 3 by mail and 1 by webhook are told: “Reminder: maintenance of The shop, Fri 4 Dec, 02:00 UTC”',
    ]);
    await tell();
    expect(await store.db.selectFrom('announce_waves').select('id').execute()).toEqual([]);
    const approved = await commandDowntime(keeper, approver, downtime.id, { type: 'approve' });
    expect(told(approved.follows)).toHaveLength(4);
    await tell();
    await sent(store);
    const asked = { type: 'revise', changes: { start: due + HOUR } } as const;
    const change = await commandDowntime(keeper, owner, downtime.id, asked);
    expect(told(change.follows)[0]).toBe(
      'at once 3 by mail and 1 by webhook are told, once it is approved: ' +
        '“Changed: maintenance of The shop, Fri 4 Dec, 03:00 UTC”',
    );
  });

  it('of an emergency is what goes out with it', async () => {
    const { keeper } = await opened();
    const why = 'the disk is failing';
    const { follows } = await emergencyDown(keeper, owner, 'shop', { why }, { dryRun: true });
    expect(told(follows)).toEqual([
      'at once 3 by mail and 1 by webhook are told: “Closed now: The shop, until Tue 1 Dec, 01:00 UTC”',
      '12-01T00:55 3 by mail and 1 by webhook are told, should it not be through: “May take longer: maintenance of The shop”',
    ]);
  });
});
