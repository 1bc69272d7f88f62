import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PublicDowntime } from '../../../src/announce/contract.ts';
import { atomOfAll, atomOfService } from '../../../src/announce/feeds/atom.ts';
import { entriesOf } from '../../../src/announce/feeds/entries.ts';
import { jsonOfAll, jsonOfService } from '../../../src/announce/feeds/json.ts';
import type { PublicDocument, View } from '../../../src/announce/public/contract.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY, HOUR } from '../../../src/time/instant.ts';
import { downtime, now, past, published, start, told, viewOf } from './support.ts';

/** JSON Feed 1.1 (jsonfeed.org/version/1.1), as far as it says what must be. */
const jsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  home_page_url: z.url(),
  feed_url: z.url(),
  language: z.string(),
  authors: z.array(z.strictObject({ name: z.string(), url: z.url() })),
  items: z.array(
    z.strictObject({
      id: z.string().startsWith('tag:'),
      url: z.url(),
      title: z.string().min(1),
      content_text: z.string().min(1),
      date_published: z.iso.datetime(),
      date_modified: z.iso.datetime(),
      tags: z.array(z.string()),
    }),
  ),
});

const json = (document: PublicDocument, view: View, service: string | null = null) =>
  jsonFeed.parse(JSON.parse(document.render(view, service)));

const evil = '</title><script>alert(1)</script>]]>&amp;"\u0000\ud800\uffff';

describe('the updates of a downtime', () => {
  it('say what subscribers were told, the newest first', () => {
    const entries = entriesOf(viewOf(published([past()])), null);
    expect(entries.map(({ at, title }) => [at, title])).toEqual([
      [start + DAY + 23 * 60_000, 'Done: maintenance of Web shop'],
      [start + DAY + 3 * 60_000, 'Closed now: Web shop, until Thu 3 Dec, 00:00 CET'],
      [now + DAY, 'Changed: maintenance of Web shop, Wed 2 Dec, 23:00 CET'],
      [now, 'Planned maintenance: Web shop, Tue 1 Dec, 23:00 CET'],
    ]);
    expect(entries[2]!.paragraphs).toContain('New time: Wednesday, 2 December 2026, 23:00–00:00 CET (UTC+1)');
    expect(entries[2]!.paragraphs).toContain('Old time: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)');
    expect(entries[0]!.paragraphs[1]).toMatch(
      /^It took 20 minutes: Wednesday, 2 December 2026, 23:03–23:23 CET/,
    );
  });

  it('keep their ids for life, and have no other’s', () => {
    const before = entriesOf(viewOf(published([downtime({ updates: past().updates.slice(0, 2) })])), null);
    const after = entriesOf(viewOf(published([past()]), { words: ownWords.de!, zone: 'Asia/Tokyo' }), null);
    expect(after.slice(2).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(new Set(after.map(({ id }) => id)).size).toBe(4);
    expect(before[1]!.id).toBe('tag:status.example.com,2026-11-24:first');
  });

  it('are those that named the service, in its feed', () => {
    const both = { ...told, number: 2, services: ['shop', 'pay desk'] };
    const moved: PublicDowntime = downtime({
      promise: [told, both],
      updates: [
        { id: 'a', kind: 'scheduled', at: now, told },
        { id: 'b', kind: 'moved', at: now + HOUR, told: both },
      ],
    });
    const view = viewOf(published([moved]));
    expect(json(jsonOfService, view, 'shop').items.map(({ tags }) => tags)).toEqual([
      ['Web shop', 'Pay'],
      ['Web shop'],
    ]);
    expect(json(jsonOfService, view, 'pay desk').items).toHaveLength(1);
  });

  it('say in a service’s feed that it is touched, and that it is not any more', () => {
    const elsewhere = { ...told, number: 2, services: ['pay desk'] };
    const moved = downtime({
      promise: [told, elsewhere],
      updates: [
        { id: 'a', kind: 'scheduled', at: now, told },
        { id: 'b', kind: 'moved', at: now + HOUR, told: elsewhere },
        { id: 'c', kind: 'started', at: start, told: elsewhere },
      ],
    });
    const titles = (service: string | null) =>
      entriesOf(viewOf(published([moved])), service).map(({ title }) => title.split(':')[0]);
    expect(titles('shop')).toEqual(['No maintenance after all', 'Planned maintenance']);
    expect(titles('pay desk')).toEqual(['Closed now', 'Planned maintenance']);
    expect(titles(null)).toEqual(['Closed now', 'Changed', 'Planned maintenance']);
  });

  it('say of what touches nothing public any more that it does not', () => {
    const withdrawn = downtime({
      state: 'cancelled',
      updates: [
        { id: 'a', kind: 'scheduled', at: now, told },
        { id: 'b', kind: 'withdrawn', at: now + HOUR, told },
      ],
    });
    for (const service of [null, 'shop']) {
      const [newest, ...others] = entriesOf(viewOf(published([withdrawn])), service);
      expect(newest!.title).toBe('No maintenance after all: Web shop, Tue 1 Dec, 23:00 CET');
      expect(newest!.services).toEqual(['Web shop']);
      expect(others).toHaveLength(1);
    }
  });

  it('are at most a hundred', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...past(), id: `${i}` }));
    expect(entriesOf(viewOf(published(many)), null)).toHaveLength(100);
  });
});

describe('JSON Feed', () => {
  it('is valid, with and without anything to tell', () => {
    const full = json(jsonOfAll, viewOf(published([past()])));
    expect(full).toMatchObject({ title: 'Maintenance: Example status', language: 'en' });
    expect(full.items[3]).toMatchObject({
      url: 'https://status.example.com/status#dt-one',
      date_published: '2026-11-24T22:00:00Z',
    });
    expect(json(jsonOfAll, viewOf(published([]))).items).toEqual([]);
    const one = json(jsonOfService, viewOf(published([])), 'pay desk');
    expect(one.feed_url).toBe('https://status.example.com/feeds/pay%20desk.json?language=en');
    expect(one.home_page_url).toBe('https://status.example.com/status/pay%20desk');
  });
});

describe('Atom', () => {
  it('is itself at the address that gives the same language and zone again', () => {
    const view = viewOf(published([]), { words: ownWords.de!, zone: 'Asia/Tokyo' });
    const text = atomOfAll.render(view, null);
    expect(text).toContain(
      'rel="self" type="application/atom+xml" href="https://status.example.com/feeds/all.atom?language=de&amp;zone=Asia%2FTokyo"',
    );
    expect(text).toContain('<id>https://status.example.com/feeds/all.atom</id>');
  });

  it('holds whatever is written as text, and nothing that XML forbids', () => {
    const named = published([downtime({ promise: [{ ...told, title: evil }] })]);
    const services = named.services.map((each) => ({ ...each, title: evil }));
    const text = atomOfAll.render(viewOf({ ...named, services, page: { ...named.page, title: evil } }), null);
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/[^\n\P{Cc}]|\uFFFE|\uFFFF/u);
    expect(text.isWellFormed()).toBe(true);
    expect(text.match(/<title>/g)).toHaveLength(2);
  });

  it('says when it last changed even where there is nothing', () => {
    expect(atomOfService.render(viewOf(published([])), 'shop')).toContain(
      '<updated>2026-11-24T22:00:00Z</updated>',
    );
  });
});
