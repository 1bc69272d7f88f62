import { expect, it } from 'vitest';
import { DAY, formatInstant, HOUR } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';

const inDays = (days: number) => formatInstant(Math.floor((Date.now() + days * DAY) / HOUR) * HOUR);
const work = {
  title: 'Move the database',
  services: ['shop'],
  start: inDays(3),
  takes: 'PT1H',
  rollback: 'PT20M',
};

describeEngines('downtimes over HTTP', (open) => {
  const serving = servingOn(open);

  it('are drafted, scheduled, moved and called off, with a version and events at each turn', () =>
    serving(async ({ owner }) => {
      const made = await owner('downtimes', { ...work, schedule: true });
      expect(made.status).toBe(201);
      const { id, version } = made.json.downtime;
      expect(made.headers.get('location')).toBe(`/api/v1/downtimes/${id}`);
      expect(made.headers.get('etag')).toBe(`"${version}"`);
      expect(made.json.downtime).toMatchObject({
        state: 'scheduled',
        overdue: false,
        zone: 'Europe/Berlin',
        plan: { takes: 'PT1H', rollback: 'PT20M', start: work.start },
        promise: [{ number: 1, start: work.start }],
      });
      expect(made.json.downtime.next).toContain('reschedule');
      expect(made.json.follows.length).toBeGreaterThan(0);

      const moved = await owner(`downtimes/${id}/reschedule`, {
        start: inDays(4),
        why: 'the disks are late',
      });
      expect(moved.status).toBe(200);
      expect(moved.json.downtime.promise.map(({ start }: { start: string }) => start)).toEqual([
        work.start,
        inDays(4),
      ]);

      const stale = await owner(`downtimes/${id}/cancel`, {}, { 'if-match': `"${version}"` });
      expect(stale.status).toBe(412);
      expect(stale.json.code).toBe('stale-version');

      const read = await owner(`downtimes/${id}`);
      const etag = read.headers.get('etag')!;
      expect(read.json).toEqual(moved.json.downtime);
      expect((await owner(`downtimes/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);

      const cancelled = await owner(`downtimes/${id}/cancel`, { why: 'not needed' }, { 'if-match': etag });
      expect(cancelled.json.downtime.state).toBe('cancelled');
      const events = await owner(`downtimes/${id}/events`);
      expect(events.json.items.map(({ kind }: { kind: string }) => kind)).toEqual([
        'downtime.drafted',
        'downtime.scheduled',
        'downtime.revised',
        'downtime.cancelled',
      ]);
      expect((await owner(`downtimes/${id}/revisions`)).json.items).toHaveLength(2);
      expect((await owner(`downtimes/${id}/cancel`, {})).json.code).toBe('wrong-state');
    }));

  it('are created once, however often they are sent with the same key', () =>
    serving(async ({ owner }) => {
      const key = { 'idempotency-key': 'move-db-1' };
      const all = await Promise.all(
        Array.from({ length: 5 }, () => owner('downtimes', { ...work, schedule: true }, key)),
      );
      expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      expect(new Set(all.map(({ json }) => json.downtime.id)).size).toBe(1);
      expect((await owner('downtimes')).json.items).toHaveLength(1);
      const other = await owner('downtimes', { ...work, takes: 'PT2H' }, key);
      expect([other.status, other.json.code]).toEqual([422, 'idempotency-mismatch']);
    }));

  it('leave no trace when only asked for, and tell what would follow', () =>
    serving(async ({ owner }) => {
      const asked = await owner('downtimes?dryRun=true', { ...work, schedule: true });
      expect([asked.status, asked.json.dryRun]).toEqual([200, true]);
      expect(asked.json.follows.map(({ kind }: { kind: string }) => kind)).toContain('moment');
      expect((await owner('downtimes')).json.items).toEqual([]);
      expect((await owner('events')).json.items).toEqual([]);
      expect((await owner(`downtimes/${asked.json.downtime.id}`)).status).toBe(404);
    }));

  it('that rules stand against are refused with every rule and the next moment', () =>
    serving(async ({ owner }) => {
      await owner('downtimes', { ...work, schedule: true });
      const refused = await owner('downtimes', { ...work, title: 'The other', schedule: true });
      expect([refused.status, refused.json.code]).toEqual([422, 'rule-in-the-way']);
      expect(refused.json.reasons.map(({ rule }: { rule: string }) => rule)).toContain('conflict');
      const later = await owner('downtimes', {
        ...work,
        title: 'The other',
        start: refused.json.next,
        schedule: true,
      });
      expect(later.status).toBe(201);
    }));

  it('are listed in pages that miss nothing, and by what is asked for', () =>
    serving(async ({ owner }) => {
      for (let i = 0; i < 7; i++)
        await owner('downtimes', { ...work, title: `No ${i}`, start: inDays(3 + i) });
      const titles: string[] = [];
      let path: string | null = 'downtimes?limit=3';
      while (path !== null) {
        const { json, headers } = await owner(path);
        titles.push(...json.items.map(({ title }: { title: string }) => title));
        path = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1] ?? null;
      }
      expect(titles).toEqual(Array.from({ length: 7 }, (_, i) => `No ${i}`));
      const some = await owner(`downtimes?state=draft&service=shop&from=${inDays(5)}&to=${inDays(7)}&q=no`);
      expect(some.json.items).toHaveLength(2);
      expect((await owner('downtimes?state=scheduled')).json.items).toEqual([]);
      expect((await owner('downtimes?after=abc')).status).toBe(400);
    }));

  it('begin at once in an emergency, and end by one word', () =>
    serving(async ({ owner }) => {
      const down = await owner('services/shop/down', { why: 'the disk is failing', takes: 'PT30M' });
      expect(down.status).toBe(201);
      expect(down.json.downtime).toMatchObject({ emergency: true, state: 'down' });
      const up = await owner('services/shop/up', { why: 'a new disk' });
      expect(up.json.downtime.state).toBe('completed');
      expect((await owner('services/shop/up', {})).json.code).toBe('wrong-state');
      expect((await owner('services/nowhere/down', { why: 'x' })).json.code).toBe('unknown-service');
    }));

  it('are asked about: may it be then, and when may it be?', () =>
    serving(async ({ owner }) => {
      const open = await owner(`may?service=shop&takes=PT1H&at=${work.start}`);
      expect(open.json).toMatchObject({ open: true, services: ['shop'], takes: 'PT1H', mode: 'full' });
      await owner('downtimes', { ...work, schedule: true });
      const closed = await owner(`may?service=shop&takes=PT1H&at=${work.start}`);
      expect(closed.json.open).toBe(false);
      const next = await owner(`next?service=shop&takes=PT1H&from=${work.start}`);
      expect(next.json.start).toBe(closed.json.changesAt);
      const both = await owner(`may?service=shop&service=bank&takes=PT1H&at=2026-12-01T12:00:00Z`);
      expect(both.json.open).toBe(false);
    }));
});
