import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';

describeEngines('people and keys over HTTP', (open) => {
  const serving = servingOn(open);

  it('are invited, given roles and grants, and removed', () =>
    serving(async ({ owner, person }) => {
      const bob = await person({});
      const { json: me } = await bob('me');
      expect(me).toMatchObject({ kind: 'key', role: null, grants: {}, scopes: null });
      expect((await bob('downtimes')).status).toBe(403);
      const grant = {
        method: 'PUT',
        path: `people/${me.person}/grants/shop`,
        body: { role: 'scheduler', why: 'on call' },
      };
      expect((await owner.send(grant)).status).toBe(204);
      expect((await owner.send({ ...grant, path: `people/${me.person}/grants/none` })).json.code).toBe(
        'unknown-service',
      );
      expect((await bob('downtimes')).status).toBe(200);
      expect((await bob('me')).json.grants).toEqual({ shop: 'scheduler' });
      const role = { method: 'PUT', path: `people/${me.person}/role`, body: { role: 'viewer' } };
      expect((await owner.send(role)).status).toBe(204);
      expect((await bob('services')).json.items).toHaveLength(2);
      const people = await owner('people');
      expect(people.json.items.find(({ id }: { id: string }) => id === me.person)).toMatchObject({
        role: 'viewer',
        grants: { shop: 'scheduler' },
      });
      expect((await owner.send({ method: 'DELETE', path: grant.path })).status).toBe(204);
      expect((await owner.send({ method: 'DELETE', path: `people/${me.person}` })).status).toBe(204);
      expect((await bob('me')).status).toBe(401);
      const { json: self } = await owner('me');
      expect((await owner.send({ method: 'DELETE', path: `people/${self.person}` })).json.code).toBe(
        'last-owner',
      );
      const trail = await owner('audit?limit=2');
      expect(trail.json.items[0]).toMatchObject({ action: 'person.remove', subject: me.person });
      expect((await owner(`audit?after=${trail.json.next}`)).json.items[0].seq).toBeLessThan(
        trail.json.items[1].seq,
      );
    }));

  it('have links that are told once and can be withdrawn', () =>
    serving(async ({ owner }) => {
      const made = await owner('invitations', {
        email: 'bob@example.com',
        role: 'viewer',
        grants: { shop: 'scheduler' },
      });
      expect([made.status, /#[\w-]{20,}/.test(made.json.link)]).toEqual([201, true]);
      const open = await owner('invitations');
      expect(open.json.items).toMatchObject([{ id: made.json.id, email: 'bob@example.com', kind: 'member' }]);
      expect(open.text).not.toContain(made.json.link.split('#')[1]);
      expect((await owner.send({ method: 'DELETE', path: `invitations/${made.json.id}` })).status).toBe(204);
      expect((await owner('invitations')).json.items).toEqual([]);
      const odd = await owner('invitations', { email: 'bob@example.com', grants: { none: 'viewer' } });
      expect(odd.json.code).toBe('unknown-service');
    }));

  it('make keys that may no more than they, told once and revoked at once', () =>
    serving(async ({ owner, caller, url }) => {
      const made = await owner('keys', { name: 'CI', scopes: ['read'], services: ['shop'], lasts: 'P7D' });
      const { id, secret } = made.json;
      expect(made.json).toMatchObject({ name: 'CI', scopes: ['read'], services: ['shop'], revokedAt: null });
      const listed = await owner('keys');
      expect(listed.json.items.map((key: { id: string }) => key.id)).toContain(id);
      expect(listed.text).not.toContain(secret);
      const asks = (path: string) =>
        fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${secret}` } }).then(
          ({ status }) => status,
        );
      expect([await asks('may?service=shop&takes=PT1H'), await asks('may?service=bank&takes=PT1H')]).toEqual([
        200, 404,
      ]);
      expect((await owner.send({ method: 'DELETE', path: `keys/${id}?why=leaked` })).status).toBe(204);
      expect(await asks('me')).toBe(401);
      const viewer = await caller({ role: 'viewer' });
      expect((await viewer('keys', { name: 'more', role: 'owner' })).json.code).toBe('not-allowed');
    }));

  it('are backed up by owners alone, and that is written down', () =>
    serving(async ({ owner, caller }) => {
      const { status, headers, text } = await owner('backup');
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="lull-[\d-]{10}\.ndjson"$/);
      const lines = text.trimEnd().split('\n');
      expect(JSON.parse(lines.at(-1)!)).toHaveProperty('sha256');
      expect((await owner('audit?action=backup.read')).json.items).toHaveLength(1);
      expect((await (await caller({ role: 'approver' }))('backup')).status).toBe(403);
    }));
});
