import { expect, it } from 'vitest';
import { revokeKey } from '../../src/access/keys.ts';
import { DAY, formatInstant } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';
import { readStream } from './support/stream.ts';

const draft = (title: string, service = 'shop') => ({ title, services: [service], takes: 'PT1H' });
const kinds = (events: readonly ({ event?: string | undefined } | null)[]) =>
  events.map((event) => event?.event);

describeEngines('events over HTTP', (open) => {
  const serving = servingOn(open);

  it('come as they happen, in their order, each once, however the reader breaks off', () =>
    serving(async ({ url, owner }) => {
      const stream = await readStream(`${url}/api/v1/events`, owner.key);
      expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      for (const title of ['a', 'b', 'c']) await owner('downtimes', draft(title));
      const [first] = await stream.take(1);
      expect(JSON.parse(first!.data)).toMatchObject({ seq: 1, kind: 'downtime.drafted', services: ['shop'] });
      await stream.close();
      await owner('downtimes', draft('d'));
      const again = await readStream(`${url}/api/v1/events`, owner.key, { 'last-event-id': first!.id! });
      await owner('downtimes', draft('e'));
      const rest = await again.take(4);
      expect(rest.map(({ id }) => id)).toEqual(['2', '3', '4', '5']);
      await again.close();
    }));

  it('have no hole between a page and the stream that follows it', () =>
    serving(async ({ url, owner }) => {
      const made = Array.from({ length: 20 }, (_, i) => owner('downtimes', draft(`No ${i}`)));
      await made[0];
      const page = await owner('events?limit=200');
      const last = page.json.items.at(-1).seq as number;
      const stream = await readStream(`${url}/api/v1/events?after=${last}`, owner.key);
      await Promise.all(made);
      const rest = await stream.take(20 - last);
      expect([
        ...page.json.items.map(({ seq }: { seq: number }) => seq),
        ...rest.map(({ id }) => Number(id)),
      ]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      await stream.close();
    }));

  it('are only those that the reader may see, and asked for', () =>
    serving(async ({ url, owner, person }) => {
      const teller = await person({ bank: 'viewer' });
      const all = await readStream(
        `${url}/api/v1/events?kind=downtime.drafted&kind=downtime.cancelled`,
        teller.key,
      );
      await owner('downtimes', draft('hidden'));
      const { json } = await owner('downtimes', draft('seen', 'bank'));
      await owner(`downtimes/${json.downtime.id}/edit`, { takes: 'PT2H' });
      await owner(`downtimes/${json.downtime.id}/cancel`, {});
      expect(kinds(await all.take(2))).toEqual(['downtime.drafted', 'downtime.cancelled']);
      expect((await teller('events')).json.items).toHaveLength(3);
      expect((await teller('events?service=shop')).json.items).toEqual([]);
      expect((await teller(`events?downtime=${json.downtime.id}&limit=1`)).json.next).not.toBeNull();
      await all.close();
    }));

  it('end with the key of whoever reads them', () =>
    serving(async ({ url, caller, owner, ownerActor, access, openStreams }) => {
      const reader = await caller({ role: 'viewer' });
      const stream = await readStream(`${url}/api/v1/events`, reader.key);
      await owner('downtimes', draft('a'));
      expect(kinds(await stream.take(1))).toEqual(['downtime.drafted']);
      const { json } = await reader('me');
      await revokeKey(access, ownerActor, json.id);
      expect(await stream.next()).toBeNull();
      expect(openStreams()).toBe(0);
    }));

  it('end with the server', () =>
    serving(async (server) => {
      const stream = await readStream(`${server.url}/api/v1/events`, server.owner.key);
      const ended = stream.next();
      await server.stop();
      expect(await ended).toBeNull();
    }));

  it('say that they live while nothing happens, and how far they are', () =>
    serving(
      async ({ url, owner }) => {
        await owner('downtimes', draft('a'));
        const response = await fetch(`${url}/api/v1/events?after=1`, {
          headers: { accept: 'text/event-stream', authorization: `Bearer ${owner.key}` },
        });
        const decoder = new TextDecoder();
        let text = '';
        for await (const part of response.body!) {
          text += decoder.decode(part, { stream: true });
          if (text.includes('id: 1\n\n')) break;
        }
        expect(text).toContain(': alive\nid: 1\n\n');
      },
      { heartbeat: 20 },
    ));

  it('go to so many readers of one caller and no more', () =>
    serving(
      async ({ url, owner, openStreams, person }) => {
        const first = await readStream(`${url}/api/v1/events`, owner.key);
        const second = await readStream(`${url}/api/v1/events`, owner.key);
        const third = await readStream(`${url}/api/v1/events`, owner.key);
        expect([third.status, JSON.parse(await third.text()).code]).toEqual([429, 'too-many-requests']);
        const other = await person({ shop: 'viewer' });
        const theirs = await readStream(`${url}/api/v1/events`, other.key);
        expect([first.status, second.status, theirs.status]).toEqual([200, 200, 200]);
        expect(openStreams()).toBe(3);
        await Promise.all([first.close(), second.close(), theirs.close()]);
        await expect.poll(openStreams).toBe(0);
      },
      { streams: 2 },
    ));

  it('have a head like pages have, which holds no place', () =>
    serving(async ({ owner, openStreams }) => {
      const head = await owner.send({
        method: 'HEAD',
        path: 'events',
        headers: { accept: 'text/event-stream' },
      });
      expect([head.status, openStreams()]).toEqual([200, 0]);
    }));

  it('never tell more than pages do about services that are not the reader’s', () =>
    serving(async ({ person, owner }) => {
      const nobodys = await person({});
      await owner('downtimes', { ...draft('a'), start: formatInstant(Date.now() + DAY) });
      expect([(await nobodys('events')).status, (await nobodys('downtimes')).status]).toEqual([403, 403]);
    }));
});
