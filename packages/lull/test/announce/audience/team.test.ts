import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { leave } from '../../../src/announce/audience/leave.ts';
import { targetOf } from '../../../src/announce/audience/target.ts';
import type { Store } from '../../../src/store/contract.ts';
import { startServer } from '../../api/support/server.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';

const csv = { 'content-type': 'text/csv' };

/** Every place of the whole database in which a text stands, whatever its case. */
async function tracesOf(store: Store, text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`select quote_ident(table_schema) || '.' ||
    quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
    store.db,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.raw(name)} as t
      where position(lower(${text}) in lower(to_jsonb(t)::text)) > 0 limit 1`.execute(store.db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describeEngines('subscribers', (open) => {
  const started = async (store: Store) => {
    const server = await startServer(store);
    onTestFinished(() => server.stop());
    return server;
  };
  const subscriberRows = (store: Store) =>
    store.db.selectFrom('announce_subscribers').selectAll().orderBy('shown').execute();

  it('are added, listed, counted, changed and removed', async () => {
    const store = await open();
    const { owner, announce, unforeseen } = await started(store);
    const body = { address: 'Ada@Example.com', services: ['shop'], tags: ['vip'], zone: 'europe/berlin' };
    const dry = await owner('subscribers?dryRun=true', body);
    expect([dry.status, dry.json.dryRun]).toEqual([200, true]);
    expect(await subscriberRows(store)).toEqual([]);

    const added = await owner('subscribers', body);
    expect(added.status).toBe(201);
    expect(added.json).toMatchObject({
      secret: null,
      subscriber: {
        channel: 'mail',
        shown: 'Ada@example.com',
        zone: 'Europe/Berlin',
        services: ['shop'],
        kinds: null,
        tags: ['vip'],
        state: 'active',
        source: 'added',
      },
    });
    const { id } = added.json.subscriber;
    expect((await owner('subscribers', { address: 'ada@example.COM' })).json.code).toBe('already-exists');

    const hook = { channel: 'webhook', address: 'https://hooks.example.com/secret-path?key=1' };
    const made = await owner('subscribers', hook);
    expect(made.json.secret).toMatch(/^whsec_/);
    const [, row] = (await subscriberRows(store)).toSorted((a) => (a.channel === 'mail' ? -1 : 1));
    expect(row).toMatchObject({ channel: 'webhook', address: null });
    expect(JSON.stringify(row)).not.toMatch(/secret-path|whsec_/);
    expect(targetOf(announce.sealed, row!)).toMatchObject({
      address: hook.address,
      secret: made.json.secret,
    });
    // What was sealed for one is not another's.
    expect(targetOf(announce.sealed, { ...row!, id: randomUUID() })).toBeNull();

    const listed = await owner('subscribers?limit=1');
    expect(listed.json.items).toHaveLength(1);
    const rest = await owner(`subscribers?limit=1&after=${listed.json.next}`);
    expect([listed, rest].map(({ json }) => json.items[0].channel).toSorted()).toEqual(['mail', 'webhook']);
    expect(rest.json.next).toBeNull();
    expect(JSON.stringify([listed.json, rest.json])).not.toMatch(/secret-path|whsec_/);
    for (const [query, count] of [
      ['tag=vip', 1],
      ['tag=v', 0],
      ['service=bank', 1],
      ['service=shop', 2],
      ['channel=webhook', 1],
      ['state=disabled', 0],
      ['text=ADA%40', 1],
      ['text=%25', 0],
    ] as const) {
      expect([query, (await owner(`subscribers?${query}`)).json.items.length]).toEqual([query, count]);
    }
    expect((await owner('subscribers/count')).json.items).toEqual([
      { channel: 'mail', state: 'active', count: 1 },
      { channel: 'webhook', state: 'active', count: 1 },
    ]);

    const changes = { kinds: ['started'], services: null, language: 'DE', state: 'disabled', tags: [] };
    const changed = await owner(`subscribers/${id}`, changes);
    expect(changed.json.subscriber).toMatchObject({ ...changes, language: 'de', zone: 'Europe/Berlin' });
    const back = await owner(`subscribers/${id}`, { state: 'active' });
    expect(back.json.subscriber).toMatchObject({ state: 'active', disabledWhy: null, kinds: ['started'] });
    const other = await owner(`subscribers/${made.json.subscriber.id}`, {
      secret: `whsec_${'A'.repeat(32)}`,
    });
    expect(other.status).toBe(200);
    const sealed = (await subscriberRows(store)).find(({ channel }) => channel === 'webhook')!;
    expect(targetOf(announce.sealed, sealed)?.secret).toBe(`whsec_${'A'.repeat(32)}`);

    for (const wrong of [
      { services: ['shpo'] },
      { zone: 'Mars/X' },
      { services: [] },
      { tags: ['a;b'] },
      { address: 'x' },
    ]) {
      expect((await owner(`subscribers/${id}`, wrong)).status).toBe(400);
    }
    expect((await owner.send({ method: 'DELETE', path: `subscribers/${id}?dryRun=true` })).status).toBe(204);
    expect(await subscriberRows(store)).toHaveLength(2);
    expect((await owner.send({ method: 'DELETE', path: `subscribers/${id}` })).status).toBe(204);
    expect((await owner.send({ method: 'DELETE', path: `subscribers/${id}` })).status).toBe(404);
    expect(await subscriberRows(store)).toHaveLength(1);
    expect(unforeseen).toEqual([]);
  });

  it('are personal data: reading and running is not enough, and an owner of one service has that one', async () => {
    const store = await open();
    const { announce, person, owner } = await started(store);
    await subscribed(announce, 'shop@example.com', { services: ['shop'] });
    const bank = await subscribed(announce, 'bank@example.com', { services: ['bank', 'shop'] });
    await subscribed(announce, 'all@example.com');
    const reader = await person({}, 'approver');
    expect((await reader('subscribers')).status).toBe(403);
    expect((await reader('subscribers/export')).status).toBe(403);
    expect((await reader('subscribers', { address: 'x@example.com' })).status).toBe(403);

    const shopkeeper = await person({ shop: 'owner', bank: 'approver' });
    const mine = await shopkeeper('subscribers');
    expect(mine.json.items.map(({ shown }: { shown: string }) => shown)).toEqual(['shop@example.com']);
    expect((await shopkeeper('subscribers/count')).json.items).toEqual([
      { channel: 'mail', state: 'active', count: 1 },
    ]);
    expect((await shopkeeper('subscribers/export')).text.split('\r\n')).toHaveLength(3);
    expect((await shopkeeper('subscribers', { address: 'x@example.com' })).status).toBe(403);
    expect(
      (await shopkeeper('subscribers', { address: 'x@example.com', services: ['shop', 'bank'] })).status,
    ).toBe(403);
    const added = await shopkeeper('subscribers', { address: 'x@example.com', services: ['shop'] });
    expect(added.status).toBe(201);
    expect((await shopkeeper(`subscribers/${added.json.subscriber.id}`, { services: null })).status).toBe(
      403,
    );
    expect((await shopkeeper(`subscribers/${bank.id}`, { tags: ['x'] })).status).toBe(404);
    expect((await shopkeeper.send({ method: 'DELETE', path: `subscribers/${bank.id}` })).status).toBe(404);
    expect((await shopkeeper('subscribers/erase', { address: 'all@example.com' })).status).toBe(404);
    const relabelled = 'address,services,tags\nbank@example.com,shop,stolen\nshop@example.com,shop,mine\n';
    const imported = await shopkeeper.raw({
      method: 'POST',
      path: '/api/v1/subscribers/import?consent=asked',
      headers: csv,
      body: relabelled,
    });
    expect(imported.json).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    expect(
      (await subscriberRows(store)).filter(({ tags }) => tags.length > 0).map(({ shown }) => shown),
    ).toEqual(['shop@example.com']);
    // Nor does what somebody asked for at the page give way to an owner of another service.
    await subscribed(announce, 'waits@example.com', {
      source: 'sign-up',
      state: 'pending',
      services: ['bank'],
    });
    const taken = await shopkeeper('subscribers', { address: 'waits@example.com', services: ['shop'] });
    expect([taken.status, taken.json.todo]).toEqual([409, expect.stringContaining('owner of everything')]);
    const waits = (await subscriberRows(store)).find(({ shown }) => shown === 'waits@example.com');
    expect(waits).toMatchObject({ state: 'pending', services: ['bank'] });
    // Only who owns everything may name what lies within the network.
    const inside = { channel: 'webhook', address: 'http://127.0.0.1:9/hook', services: ['shop'] };
    expect((await shopkeeper('subscribers', inside)).json.code).toBe('bad-address');
    expect((await owner('subscribers', inside)).status).toBe(201);
  });

  it('leave no trace once they are erased', async () => {
    const store = await open();
    const { announce, owner } = await started(store);
    const address = 'grace.hopper@example.com';
    const added = await owner('subscribers', { address, tags: ['Grace'], tenants: ['Hopper Inc'] });
    const { id } = added.json.subscriber;
    await owner(`subscribers/${id}`, { tags: ['Grace', 'admiral'] });
    const now = new Date(await announce.now());
    const wave = {
      id: 'w',
      downtime: 'd',
      revision: 1,
      kind: 'started',
      point: null,
      services: ['shop'],
      tags: [],
    };
    const body = JSON.stringify({ told: {}, before: null, sequence: 0 });
    await store.db
      .insertInto('announce_waves')
      .values({ ...wave, due_at: now, state: 'spread', body, made_at: now, raised_at: now, spread_at: now })
      .execute();
    const notice = { wave: 'w', downtime: 'd', revision: 1, kind: 'started', recipient: id, channel: 'mail' };
    await store.db
      .insertInto('announce_notices')
      .values({
        ...notice,
        state: 'queued',
        urgency: 0,
        place: 0,
        try_at: now,
        error: `450 <${address}> is busy`,
        message_id: randomUUID(),
        made_at: now,
      })
      .execute();
    expect(await tracesOf(store, address)).toContain('public.announce_notices');

    const why = { why: `asked by ${address}` };
    expect((await owner('subscribers/erase', { address, ...why })).status).toBe(400);
    expect((await owner('subscribers/erase?dryRun=true', { address })).json).toEqual({ id, dryRun: true });
    expect(await tracesOf(store, address)).toContain('public.announce_subscribers');
    expect((await owner('subscribers/erase', { address: address.toUpperCase() })).json).toEqual({
      id,
      dryRun: false,
    });
    for (const text of [address, 'hopper', 'admiral'])
      expect([text, await tracesOf(store, text)]).toEqual([text, []]);
    const [left] = await store.db.selectFrom('announce_notices').selectAll().execute();
    expect(left).toMatchObject({ recipient: `erased:${left!.id}`, state: 'cancelled', error: null });
    expect((await owner('subscribers/erase', { address })).status).toBe(404);
    // The trail says that it was done, to which id, and nothing more.
    const trail = await owner(`audit?subject=${id}`);
    expect(trail.json.items.map(({ action }: { action: string }) => action)).toEqual([
      'subscriber.erase',
      'subscriber.set',
      'subscriber.add',
    ]);
  });

  it('come from a CSV, all or none, and again without change', async () => {
    const store = await open();
    const { announce, owner } = await started(store);
    const send = (query: string, body: string) =>
      owner.raw({ method: 'POST', path: `/api/v1/subscribers/import?${query}`, headers: csv, body });
    await subscribed(announce, 'chose@example.com', {
      source: 'sign-up',
      kinds: ['started'],
      language: 'de',
    });
    await subscribed(announce, 'waits@example.com', { source: 'sign-up', state: 'pending' });
    await subscribed(announce, 'dead@example.com', { state: 'disabled' });
    const text = [
      'address,channel,services,tags',
      'chose@example.com,,shop,"a,b"',
      'waits@example.com,,bank,',
      'dead@example.com,,,',
      'new@example.com,,,',
      'https://ntfy.example.com/topic,ntfy,,',
    ].join('\n');
    const bad = `${text}\nnobody\n`;
    expect((await send('dryRun=true', text)).json.code).toBe('bad-request');
    const refused = await send('consent=agreed', bad);
    expect([refused.status, refused.json.code]).toEqual([422, 'bad-import']);
    expect(refused.json.mistakes).toEqual([
      { at: 'line 7', message: expect.stringContaining('e-mail address') },
    ]);
    const before = await subscriberRows(store);
    expect(before).toHaveLength(3);
    const counts = { added: 3, changed: 1, unchanged: 0, stayAway: 1 };
    expect((await send('consent=agreed&dryRun=true&skipBad=true', bad)).json).toMatchObject({
      ...counts,
      dryRun: true,
    });
    expect(await subscriberRows(store)).toEqual(before);
    expect((await send('consent=agreed&skipBad=true', bad)).json).toMatchObject({
      ...counts,
      badCount: 1,
      dryRun: false,
    });
    const after = await subscriberRows(store);
    expect(
      after.map(({ shown, state, source, tags, kinds, language }) => ({
        shown,
        state,
        source,
        tags,
        kinds,
        language,
      })),
    ).toMatchObject([
      { shown: 'chose@example.com', source: 'sign-up', tags: ['a', 'b'], kinds: ['started'], language: 'de' },
      { shown: 'dead@example.com', state: 'disabled' },
      { shown: 'https://ntfy.example.com/…', source: 'import' },
      { shown: 'new@example.com', state: 'active', source: 'import' },
      { shown: 'waits@example.com', state: 'active', source: 'import' },
    ]);
    const again = await send('consent=agreed', text);
    expect(again.json).toMatchObject({ added: 0, changed: 0, unchanged: 4, stayAway: 1 });
    expect(await subscriberRows(store)).toEqual(after);
    const [entry] = (await owner('audit?action=subscriber.import')).json.items;
    expect(entry).toMatchObject({ why: 'agreed', data: { lines: 5, skipped: 0 } });

    const exported = await owner('subscribers/export?state=active');
    expect(exported.headers.get('content-type')).toContain('text/csv');
    expect(exported.text).not.toContain('/topic');
    const back = await send('consent=agreed&skipBad=true', exported.text);
    expect(back.json).toMatchObject({ added: 0, changed: 0, unchanged: 3, badCount: 1 });
  });

  it('who have left stay away from every import and from what the team adds', async () => {
    const store = await open();
    const { announce, owner } = await started(store);
    const { id } = await subscribed(announce, 'zoe@example.com', { tags: ['vip'] });
    await leave(announce, id);
    const body = 'address,tags\nzoe@example.com,vip\n';
    const path = '/api/v1/subscribers/import?consent=agreed';
    const imported = await owner.raw({ method: 'POST', path, headers: csv, body });
    expect(imported.json).toMatchObject({ added: 0, stayAway: 1 });
    expect((await owner('subscribers', { address: 'zoe@example.com' })).json.code).toBe('already-exists');
    expect((await owner(`subscribers/${id}`, { state: 'active' })).status).toBe(404);
    expect((await owner('subscribers')).json.items).toEqual([]);
    expect(await tracesOf(store, 'zoe@example.com')).toEqual([]);
    expect((await owner('subscribers/erase', { address: 'zoe@example.com' })).status).toBe(200);
    expect(await subscriberRows(store)).toEqual([]);
  });

  it('of a service that is gone keep its name, and nothing breaks', async () => {
    const store = await open();
    const { announce, owner } = await started(store);
    const { id } = await subscribed(announce, 'zoe@example.com', { services: ['gone', 'shop'] });
    expect((await owner('subscribers?service=gone')).json.items).toHaveLength(1);
    const kept = await owner(`subscribers/${id}`, { language: 'de' });
    expect(kept.json.subscriber).toMatchObject({ services: ['gone', 'shop'], language: 'de' });
    expect((await owner('subscribers/export')).text).toContain('"gone, shop"');
  });
});
