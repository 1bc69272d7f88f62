import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentOf, contrast } from '../../../src/announce/colours.ts';
import { noticeKinds, type Published } from '../../../src/announce/contract.ts';
import type { View } from '../../../src/announce/public/contract.ts';
import { relative } from '../../../src/announce/public/places.ts';
import { statusDocuments } from '../../../src/announce/status/documents.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { noon, over, sample, shown } from './sample.ts';

const languages = [ownWords.en!, ownWords.de!];
const [page, servicePage, style] = statusDocuments;

function rendered(changes: Partial<Published> = {}, view: Partial<View> = {}): string {
  const published = { ...sample(), ...changes };
  return page!.render({ published, words: languages[0]!, languages, zone: null, now: noon, ...view }, null);
}

/** The text of a page, without what is between the signs. */
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

const part = (html: string, id: string): string =>
  html.split(`id="${id}"`)[1]!.split(/<\/article>|<section/)[0]!;

describe('the status page', () => {
  it('says what is down and until when, what comes, and what was, beside what was promised', () => {
    const html = rendered();
    expect(textOf(html)).toContain('Maintenance is under way: Web shop');
    expect(textOf(part(html, 'dt-running'))).toContain(
      'Expected end: Tuesday, 1 December 2026, 14:00 CET (UTC+1)',
    );
    expect(textOf(part(html, 'dt-coming'))).toContain(
      'in about 3 days Affects Accounts and Search When Friday, 4 December 2026, 20:00–22:00 CET (UTC+1) that is Friday, 4 December 2026, 14:00–16:00 EST (UTC−5)',
    );
    const finished = textOf(part(html, 'dt-finished'));
    expect(finished).toContain('First announced Sunday, 29 November 2026, 04:00–06:00 EST (UTC−5)');
    expect(finished).toContain('Last announced Sunday, 29 November 2026, 05:00–07:00 EST (UTC−5)');
    expect(finished).toContain('In fact Sunday, 29 November 2026, 05:00–07:30 EST (UTC−5)');
    expect(textOf(part(html, 'dt-cancelled'))).toContain('Cancelled: it did not take place.');
    expect(part(html, 'dt-cancelled')).not.toContain('<svg');
  });

  it('tells times in the zone that the reader chose, and in the service’s where it differs', () => {
    const html = rendered({}, { zone: 'Asia/Kolkata' });
    expect(textOf(part(html, 'dt-running'))).toContain('Tuesday, 1 December 2026, 18:30');
    expect(html).toContain('<option selected>Asia/Kolkata');
    expect(textOf(part(html, 'dt-running'))).toContain('CET (UTC+1)');
  });

  it('says what is late: the beginning and the end', () => {
    const late = rendered({ downtimes: sample().downtimes.map((each) => ({ ...each, overdue: true })) });
    expect(textOf(part(late, 'dt-running'))).toContain('It takes longer than planned. Planned end:');
    const waiting = rendered({}, { now: noon + 80 * HOUR + MINUTE });
    expect(textOf(part(waiting, 'dt-coming'))).toContain('It has not begun yet. Planned start:');
    const before = rendered({}, { now: noon + 80 * HOUR });
    expect(textOf(part(before, 'dt-coming'))).not.toContain('not begun');
  });

  it('has a page for each service, with what concerns it only', () => {
    const published = sample();
    const view = { published, words: languages[1]!, languages, zone: null, now: noon };
    const html = servicePage!.render(view, 'search');
    expect(html).toContain('<h1>Search</h1>');
    expect(html).toContain('id="dt-coming"');
    expect(html).not.toContain('id="dt-running"');
    expect(html).toContain('href="../status?language=de"');
    expect(html).toContain('href="../feeds/search.ics?language=de"');
    expect(html).toContain('href="../subscribe?language=de&amp;service=search"');
    expect(textOf(html)).toContain('Sie können alles nutzen.');
  });

  it('says so where nothing is public, nothing comes and nothing was', () => {
    const nothing = textOf(rendered({ services: [], downtimes: [] }));
    expect(nothing).toContain('There is nothing to see here yet.');
    expect(nothing).not.toContain('You can use everything');
    const quiet = textOf(rendered({ downtimes: [] }));
    for (const said of [
      'You can use everything.',
      'No maintenance is planned.',
      'There was no maintenance.',
    ]) {
      expect(quiet).toContain(said);
    }
    expect(quiet).toContain('Accounts: no maintenance');
  });

  it('offers mail only where it can be sent', () => {
    const { page: look } = sample();
    expect(rendered({ page: { ...look, isSignUpOpen: false } })).not.toContain('subscribe');
  });

  it('shows each day of the last ninety on the zone’s calendar, with what was lost of it', () => {
    const night = over(
      {
        id: 'night',
        title: 'Over midnight',
        services: ['shop'],
        told: [[noon - 14 * HOUR, noon - 10 * HOUR]],
      },
      noon - 14 * HOUR,
      noon - 10 * HOUR,
    );
    const html = rendered({ downtimes: [night] });
    const picture = html.split('Web shop: days with maintenance: 2; in all 4 hours')[2]!.split('</svg>')[0]!;
    expect(picture.match(/<rect/g)).toHaveLength(2);
    expect(picture).toContain('<title>Monday, 30 November 2026: 2 hours</title>');
    expect(picture).toContain('<title>Tuesday, 1 December 2026: 2 hours</title>');
    // The hour that is there twice in autumn belongs to one day.
    const [from, to] = [Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 9, 25, 23)];
    const given = { id: 'autumn', title: 'All day', services: ['shop'], told: [[from, to]] } as const;
    const autumn = over(given, from, to);
    expect(rendered({ downtimes: [autumn] })).toContain('Sunday, 25 October 2026: 1 day and 1 hour');
  });

  it('counts the time once in which two took the service away', () => {
    const given = { title: 'Twice', services: ['shop'], told: [[noon - 4 * HOUR, noon - HOUR]] } as const;
    const spans = [
      [noon - 4 * HOUR, noon - 2 * HOUR],
      [noon - 3 * HOUR, noon - HOUR],
    ] as const;
    const both = spans.map(([from, to], i) => over({ ...given, id: `twice-${i}` }, from, to));
    expect(rendered({ downtimes: both })).toContain('Tuesday, 1 December 2026: 3 hours');
  });

  it('says of what touches nothing here any more that it does not', () => {
    const span = [noon + DAY, noon + DAY + HOUR] as const;
    const made = shown({ id: 'gone', title: 'Gone', services: ['shop'], told: [span], state: 'cancelled' });
    const last = { ...made.updates[0]!, id: 'gone-w', kind: 'withdrawn' as const };
    const html = rendered({ downtimes: [{ ...made, updates: [...made.updates, last] }] });
    expect(textOf(part(html, 'dt-gone'))).toContain('will not affect Web shop after all');
    expect(html).not.toContain('Cancelled: it did not take place');
  });

  it('says as a file nothing that is another tomorrow', () => {
    const html = rendered({}, { asFile: true });
    expect(textOf(part(html, 'dt-coming'))).not.toContain('in about 3 days');
    expect(textOf(part(html, 'dt-coming'))).toContain('When Friday, 4 December 2026');
    expect(textOf(html)).toContain('As of Tuesday, 1 December 2026, 12:00 CET (UTC+1)');
    expect(rendered()).not.toContain('As of');
  });

  it('stays a page that can be read, however much there is', () => {
    const many = Array.from({ length: 500 }, (_, i) => {
      const start = noon + (i - 250) * 8 * HOUR;
      const given = {
        id: `many-${i}`,
        title: 'Daily',
        services: ['shop'],
        told: [[start, start + HOUR]],
      } as const;
      return start < noon ? over(given, start, start + HOUR) : shown(given);
    });
    const html = rendered({ downtimes: many });
    expect(html.length).toBeLessThan(200_000);
    expect(textOf(html)).toContain('Not shown here: 210 more');
    expect(html.match(/<article/g)!.length).toBeLessThan(130);
  });

  it('has every word for every kind, mode and state in every language', () => {
    for (const words of languages) {
      for (const kind of noticeKinds) expect(words.texts.update![kind]).toBeTruthy();
      for (const mode of ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const) {
        for (const state of ['scheduled', 'draining', 'opening', 'failed', 'completed', 'aborted'] as const) {
          const paths = ['/admin'];
          const one = { ...sample().downtimes.at(-3)!, mode, state, paths };
          const html = rendered({ downtimes: [one] }, { words });
          expect(html).not.toMatch(/\{[a-z]+\}|undefined|null|NaN|\[object/);
        }
      }
    }
  });
});

describe('hostile names', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onmouseover='alert(1) &lt; {services}`;

  it('stay text wherever they stand', () => {
    const published = sample();
    const all: Published = {
      ...published,
      page: { ...published.page, title: hostile, site: 'https://example.com/?a=1&b=2' },
      services: published.services.map((each) => ({ ...each, title: hostile, description: hostile })),
      downtimes: published.downtimes.map((each) => ({ ...each, title: hostile, paths: [hostile] })),
    };
    for (const words of languages) {
      const html = rendered(all, { words });
      expect(html).not.toMatch(/<script>|<img|onerror=alert\(1\)>|' onmouseover='/);
      expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)');
      // What stands for a variable is never taken for one.
      expect(html).toContain('{services}');
    }
  });

  it('of services stay one segment of a path and one string of a sheet', () => {
    const name = '../../x?y#z "\\ }</style>';
    const [first, ...rest] = sample().services;
    const services = [{ ...first!, name, colour: '#ff0000' }, ...rest];
    const published = { ...sample(), services };
    const html = rendered({ services });
    expect(html).toContain(`href="status/${encodeURIComponent(name)}?language=en"`);
    const view = { published, words: languages[0]!, languages, zone: null, now: noon };
    const css = style!.render(view, null);
    expect(css).toContain('[data-service="\\2e \\2e \\2f ');
    expect(css).not.toContain('</style>');
  });
});

describe('an accent', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

  it('can be read whatever colour was chosen', () => {
    fc.assert(
      fc.property(colour, (chosen) => {
        const { area, onArea, light, dark } = accentOf(chosen);
        expect(contrast(area, onArea)).toBeGreaterThanOrEqual(4.5);
        for (const ground of ['#ffffff', '#f3f5f7'])
          expect(contrast(light, ground)).toBeGreaterThanOrEqual(4.5);
        for (const ground of ['#18212a', '#10161c'])
          expect(contrast(dark, ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('stays as it is where it can be read', () => {
    expect(accentOf('#1d4f91')).toMatchObject({ area: '#1d4f91', onArea: '#ffffff', light: '#1d4f91' });
  });
});

describe('a link between two places', () => {
  it.each([
    ['/status', '/feeds/all.ics', 'feeds/all.ics'],
    ['/status/shop', '/feeds/all.ics', '../feeds/all.ics'],
    ['/status/shop', '/status', '../status'],
    ['/status/shop', '/status/bank', 'bank'],
    ['/status', '/status/shop', 'status/shop'],
    ['/de/status/shop.html', '/de/index.html', '../index.html'],
    ['/de/index.html', '/index.html', '../index.html'],
    ['/index.html', '/de/status/a%3Ab.html', 'de/status/a%3Ab.html'],
  ])('from %s to %s', (from, to, way) => {
    expect(relative(from, to)).toBe(way);
    expect(new URL(way, `https://host/deep${from}`).pathname).toBe(`/deep${to}`);
  });
});

it('shows what is ninety days old, and not what is older', () => {
  const start = noon - 89 * DAY;
  const old = over(
    { id: 'old', title: 'Old', services: ['shop'], told: [[start, start + HOUR]] },
    start,
    start + HOUR,
  );
  expect(rendered({ downtimes: [old] })).toContain('Web shop: days with maintenance: 1; in all 1 hour');
});
