import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';

const freeze = { zone: 'Europe/Berlin', start: '2027-12-20T00:00', duration: 'P14D', reason: 'Christmas' };

describeEngines('the catalog over HTTP', (open) => {
  const serving = servingOn(open);
  const fresh = { 'if-none-match': '*' };

  it('is changed block by block, by whoever has seen the last version', () =>
    serving(async ({ owner }) => {
      const put = (body: unknown, headers: Record<string, string>) =>
        owner.send({ method: 'PUT', path: 'freezes/christmas', body, headers });
      expect((await put(freeze, {})).json.code).toBe('version-needed');
      const asked = await owner.send({
        method: 'PUT',
        path: 'freezes/christmas?dryRun=true',
        body: freeze,
        headers: fresh,
      });
      expect(asked.json).toMatchObject({ dryRun: true, changes: [{ kind: 'freeze', change: 'added' }] });
      expect((await owner('freezes')).json.items).toEqual([]);
      const made = await put(freeze, fresh);
      expect(made.json).toMatchObject({ name: 'christmas', body: freeze, dryRun: false });
      expect((await put(freeze, fresh)).json.code).toBe('already-exists');
      const etag = made.headers.get('etag')!;
      expect((await owner('freezes/christmas', undefined, { 'if-none-match': etag })).status).toBe(304);
      const changed = await put({ ...freeze, duration: 'P7D' }, { 'if-match': etag });
      expect(changed.json.changes).toEqual([
        {
          kind: 'freeze',
          name: 'christmas',
          change: 'changed',
          fields: [{ field: 'duration', before: 'P14D', after: 'P7D' }],
        },
      ]);
      const late = await put(freeze, { 'if-match': etag });
      expect([late.status, late.json.code, late.json.entry.body.duration]).toEqual([
        412,
        'stale-version',
        'P7D',
      ]);
      const wrong = await put(
        { ...freeze, duration: 'long', colour: 'red' },
        { 'if-match': changed.headers.get('etag')! },
      );
      expect([wrong.json.code, wrong.json.mistakes.length]).toEqual(['bad-request', 2]);
      const remove = { method: 'DELETE', path: 'freezes/christmas' };
      expect((await owner.send(remove)).json.code).toBe('version-needed');
      const gone = await owner.send({ ...remove, headers: { 'if-match': changed.headers.get('etag')! } });
      expect(gone.json.changes[0].change).toBe('removed');
      expect((await owner('freezes/christmas')).status).toBe(404);
    }));

  it('keeps what is referred to', () =>
    serving(async ({ owner }) => {
      const { headers } = await owner('windows/nightly');
      const removed = await owner.send({
        method: 'DELETE',
        path: 'windows/nightly',
        headers: { 'if-match': headers.get('etag')! },
      });
      expect([removed.status, removed.json.code, removed.json.usedBy]).toEqual([
        409,
        'in-use',
        [{ kind: 'service', name: 'bank' }],
      ]);
    }));

  it('is applied and exported as a whole, or not at all', () =>
    serving(async ({ owner }) => {
      const before = await owner('export');
      expect(before.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
      const text = `${before.text}freezes:\n  sale: { zone: Europe/Berlin, start: 2027-11-20T00:00, duration: P7D }\n`;
      const asked = await owner('apply?dryRun=true', text);
      expect(asked.json.changes).toMatchObject([{ kind: 'freeze', name: 'sale', change: 'added' }]);
      expect((await owner('export')).text).toBe(before.text);
      const key = { 'idempotency-key': 'deploy-1' };
      expect((await owner('apply', text, key)).json).toMatchObject({
        dryRun: false,
        changes: [{ name: 'sale' }],
      });
      expect((await owner('apply', text, key)).json.changes).toHaveLength(1);
      expect((await owner('apply', text)).json.changes).toEqual([]);
      expect((await owner('apply?prune=true', before.text)).json.changes).toMatchObject([
        { change: 'removed' },
      ]);
      const wrong = await owner('apply', `${text}windows: { odd: { zone: Mars } }\n`);
      expect(wrong.json.code).toBe('bad-config');
      expect(wrong.json.mistakes[0].line).toBeGreaterThan(0);
      expect((await owner('export')).text).toBe(before.text);
    }));

  it('tells the times of windows and freezes', () =>
    serving(async ({ owner, person }) => {
      const found = await owner('occurrences?from=2026-10-24T00:00:00Z&to=2026-10-26T00:00:00Z');
      expect(found.json.items.map(({ startLocal }: { startLocal: string }) => startLocal)).toEqual([
        '2026-10-23T22:00:00+02:00[Europe/Berlin]',
        '2026-10-24T22:00:00+02:00[Europe/Berlin]',
        '2026-10-25T22:00:00+01:00[Europe/Berlin]',
      ]);
      const one = await owner(
        'windows/nightly/occurrences?from=2026-10-24T00:00:00Z&to=2026-10-26T00:00:00Z',
      );
      expect(one.json).toEqual(found.json);
      expect((await owner('occurrences?from=2026-10-24T00:00:00Z&to=2026-10-24T00:00:00Z')).json.code).toBe(
        'bad-interval',
      );
      const teller = await person({ bank: 'viewer' });
      expect((await teller('windows/nightly/occurrences')).json.items.length).toBeGreaterThan(0);
      const keeper = await person({ shop: 'viewer' });
      expect((await keeper('windows/nightly/occurrences')).status).toBe(404);
      expect((await keeper('services')).json.items.map(({ name }: { name: string }) => name)).toEqual([
        'shop',
      ]);
    }));

  it('keeps the passwords of sources from those who only read', () =>
    serving(async ({ owner, caller }) => {
      const traffic = [{ source: 'http://lull:hunter2@metrics.example:9090', format: 'prometheus' }];
      const body = { zone: 'Europe/Berlin', traffic };
      const put = { method: 'PUT', path: 'services/web', body, headers: fresh };
      expect((await owner.send(put)).json.body).toEqual(body);
      const viewer = await caller({ role: 'viewer' });
      for (const path of ['services/web', 'services', 'export', 'events', 'plan?service=web&takes=PT1H']) {
        expect((await viewer(path)).text, path).not.toContain('hunter2');
      }
      expect((await owner('services/web')).json.body).toEqual(body);
      expect((await owner('audit')).text).not.toContain('hunter2');
    }));

  it('comes in pages by name', () =>
    serving(async ({ owner }) => {
      const names: string[] = [];
      let after = '';
      do {
        const { json } = await owner(`services?limit=1${after}`);
        names.push(...json.items.map(({ name }: { name: string }) => name));
        after = json.next === null ? '' : `&after=${json.next}`;
      } while (after !== '');
      expect(names).toEqual(['bank', 'shop']);
    }));

  it('lets an owner of one service change that, and nothing about others', () =>
    serving(async ({ person, owner }) => {
      const teller = await person({ bank: 'owner' });
      const { headers } = await teller('services/bank');
      const body = { zone: 'Europe/London', windows: ['nightly'] };
      const put = (path: string, etag: string) =>
        teller.send({ method: 'PUT', path, body, headers: { 'if-match': etag } });
      expect((await put('services/bank', headers.get('etag')!)).status).toBe(200);
      const shop = await owner('services/shop');
      const probed = await put('services/shop', '"999"');
      expect([probed.status, probed.text.includes('Berlin')]).toEqual([404, false]);
      expect((await put('services/shop', shop.headers.get('etag')!)).status).toBe(404);
      expect((await teller.send({ method: 'PUT', path: 'services/new', body, headers: fresh })).status).toBe(
        403,
      );
    }));

  it('has series that make downtimes, and call them off at their end', () =>
    serving(async ({ owner }) => {
      const series = {
        title: 'Import',
        services: ['shop'],
        mode: 'read-only',
        takes: 'PT20M',
        start: '2026-01-05T03:00',
        rrule: 'FREQ=WEEKLY',
      };
      const asked = await owner('series?dryRun=true', series);
      expect([asked.status, asked.json.made.length]).toEqual([200, 5]);
      expect((await owner('series')).json.items).toEqual([]);
      const made = await owner('series', series);
      expect(made.json).toMatchObject({
        zone: 'Europe/Berlin',
        ended: false,
        unpromised: [],
        plan: { takes: 'PT20M' },
      });
      const { id } = made.json;
      expect((await owner(`downtimes?series=${id}&state=scheduled`)).json.items).toHaveLength(5);
      const put = { method: 'PUT', path: `series/${id}`, body: { ...series, takes: 'PT30M' } };
      expect((await owner.send(put)).json.code).toBe('version-needed');
      const changed = await owner.send({ ...put, headers: { 'if-match': made.headers.get('etag')! } });
      expect(changed.json.changed).toHaveLength(5);
      const ended = await owner(`series/${id}/end`, { why: 'no longer needed' });
      expect([ended.json.ended, ended.json.cancelled.length]).toEqual([true, 5]);
      expect((await owner('series')).json.items).toMatchObject([{ id, ended: true }]);
      const often = await owner('series', { ...series, rrule: 'FREQ=MINUTELY' });
      expect(often.json.code).toBe('too-many-occurrences');
    }));
});
