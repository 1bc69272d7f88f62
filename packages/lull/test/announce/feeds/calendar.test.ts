import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { PublicDowntime, PublicPeriod } from '../../../src/announce/contract.ts';
import { downtimeCalendar } from '../../../src/announce/feeds/calendar/downtimes.ts';
import { windowCalendar } from '../../../src/announce/feeds/calendar/windows.ts';
import { plain } from '../../../src/announce/feeds/plain.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { say } from '../../../src/announce/words/say.ts';
import { DAY, HOUR, MINUTE, parseInstant, SECOND } from '../../../src/time/instant.ts';
import { downtime, eventsIn, now, past, published, start, timesOf, told, values, viewOf } from './support.ts';

const feedOf = (...downtimes: PublicDowntime[]): string =>
  downtimeCalendar(viewOf(published(downtimes)), null);

const titled = (title: string): PublicDowntime => downtime({ promise: [{ ...told, title }] });

describe('the calendar of downtimes', () => {
  it('holds what a program and a person want to know of one that is coming', () => {
    const [event, ...others] = eventsIn(feedOf(downtime()));
    expect(others).toEqual([]);
    expect(event!.uid).toBe('one@status.example.com');
    expect(event!.sequence).toBe(0);
    expect(event!.summary).toBe('Web shop: Faster database');
    expect(timesOf(event!)).toEqual([start, start + HOUR]);
    expect(event!.description.split('\n')).toEqual([
      say(ownWords.en!, 'coming.full', { services: 'Web shop' }),
      'When: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)',
      'https://status.example.com/status#dt-one',
    ]);
    expect(event!.organizer).toBe('mailto:status@example.com');
    const expected = {
      status: ['CONFIRMED'],
      transp: ['TRANSPARENT'],
      url: ['https://status.example.com/status#dt-one'],
      categories: ['Web shop'],
      dtstamp: ['2026-11-24T22:00:00Z'],
      created: ['2026-11-24T22:00:00Z'],
      'last-modified': ['2026-11-24T22:00:00Z'],
      'x-maintnote-provider': ['status.example.com'],
      'x-maintnote-account': ['public'],
      'x-maintnote-maintenance-id': ['one'],
      'x-maintnote-impact': ['OUTAGE'],
      'x-maintnote-status': ['CONFIRMED'],
      'x-maintnote-object-id': ['shop'],
    };
    for (const [property, value] of Object.entries(expected)) {
      expect(values(event!, property), property).toEqual(value);
    }
    const object = event!.component.getFirstProperty('x-maintnote-object-id')!;
    expect(object.getParameter('x-maintnote-object-impact')).toBe('OUTAGE');
    expect(event!.component.parent!.getFirstProperty('method')).toBeNull();
  });

  it('tells the promised times until it is over, and then the real ones beside them', () => {
    const { actual, ...rest } = past();
    const [during] = eventsIn(feedOf({ ...rest, state: 'down', actual: { ...actual, endedAt: null } }));
    expect(timesOf(during!)).toEqual([start + DAY, start + DAY + HOUR]);
    expect(values(during!, 'x-maintnote-status')).toEqual(['IN-PROCESS']);
    const [after] = eventsIn(feedOf(past()));
    expect(timesOf(after!)).toEqual([start + DAY + 3 * MINUTE, start + DAY + 23 * MINUTE]);
    expect(after!.sequence).toBe(3);
    expect(values(after!, 'status')).toEqual(['CONFIRMED']);
    expect(values(after!, 'x-maintnote-status')).toEqual(['COMPLETED']);
    expect(after!.description.split('\n').slice(1, 3)).toEqual([
      'It took place: Wednesday, 2 December 2026, 23:03–23:23 CET (UTC+1)',
      'Planned: Wednesday, 2 December 2026, 23:00–00:00 CET (UTC+1)',
    ]);
  });

  it('keeps what was cancelled as cancelled', () => {
    const [event] = eventsIn(feedOf(downtime({ state: 'cancelled', sequence: 1 })));
    expect(values(event!, 'status')).toEqual(['CANCELLED']);
    expect(values(event!, 'x-maintnote-status')).toEqual(['CANCELLED']);
    expect(event!.summary).toBe('Cancelled: Web shop: Faster database');
    expect(timesOf(event!)).toEqual([start, start + HOUR]);
  });

  it('takes out of a service’s calendar what touches only others by now', () => {
    const elsewhere = { ...told, number: 2, services: ['pay desk'] };
    const from = viewOf(published([downtime({ promise: [told, elsewhere] })]));
    const [gone] = eventsIn(downtimeCalendar(from, 'shop'));
    expect(values(gone!, 'status')).toEqual(['CANCELLED']);
    expect(gone!.description).toContain('will not affect Web shop after all');
    const [here] = eventsIn(downtimeCalendar(from, 'pay desk'));
    expect(values(here!, 'status')).toEqual(['CONFIRMED']);
    expect(here!.uid).toBe(gone!.uid);
    expect(eventsIn(downtimeCalendar(viewOf(published([downtime()])), 'pay desk'))).toEqual([]);
  });

  it('keeps what touches nothing public any more as cancelled, and says that it touches nobody', () => {
    const withdrawn = downtime({
      state: 'cancelled',
      sequence: 1,
      updates: [
        { id: 'a', kind: 'scheduled', at: now, told },
        { id: 'b', kind: 'withdrawn', at: now + HOUR, told },
      ],
    });
    const [event] = eventsIn(feedOf(withdrawn));
    expect(values(event!, 'status')).toEqual(['CANCELLED']);
    expect(event!.sequence).toBe(1);
    expect(event!.description).toContain('will not affect Web shop after all');
  });

  it('says times in the reader’s zone and the service’s, in the reader’s language', () => {
    const view = viewOf(published([downtime()]), { words: ownWords.de!, zone: 'Asia/Tokyo' });
    const [event] = eventsIn(downtimeCalendar(view, null));
    expect(event!.description).toContain('Mittwoch, 2. Dezember 2026, 07:00–08:00');
    expect(event!.description).toContain('Dienstag, 1. Dezember 2026, 23:00–00:00');
  });

  it('names the parts that are closed, and never whose they are', () => {
    const part = { paths: ['/cart', '/pay'], tenants: ['acme'] };
    const text = feedOf(downtime({ promise: [{ ...told, mode: 'partial', part }] }));
    expect(eventsIn(text)[0]!.description).toContain('Closed: /cart and /pay');
    expect(text).not.toContain('acme');
  });

  it('says both distances from UTC where the clocks change within it', () => {
    const spring = parseInstant('2027-03-28T00:30:00Z');
    const [event] = eventsIn(feedOf(downtime({ promise: [{ ...told, start: spring, end: spring + HOUR }] })));
    expect(timesOf(event!)).toEqual([spring, spring + HOUR]);
    expect(event!.description).toContain('UTC+1');
    expect(event!.description).toContain('UTC+2');
  });

  it('never lasts no time, nor less, nor a whole day by mistake', () => {
    const hold = { ...told, mode: 'hold', start: start + 300, end: start + 310 } as const;
    const [short] = eventsIn(feedOf(downtime({ promise: [hold] })));
    expect(timesOf(short!)).toEqual([start, start + SECOND]);
    const [midnight] = eventsIn(
      feedOf(downtime({ promise: [{ ...told, start: start + 2 * HOUR, end: start + 26 * HOUR }] })),
    );
    expect(midnight!.startDate.isDate).toBe(false);
  });

  it.each([
    [
      'lines that would be properties',
      'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:x',
      'a END:VEVENT BEGIN:VEVENT UID:x',
    ],
    ['what has a meaning there', 'a; b, c \\n "d": e', 'a; b, c \\n "d": e'],
    ['pictures', '🚀🇩🇪👩‍💻'.repeat(30), '🚀🇩🇪👩‍💻'.repeat(30)],
    ['250 characters', 'ä'.repeat(250), 'ä'.repeat(250)],
    ['what cannot be sent', 'a\u0000b\u001b[31m\ud800c\u2028d\te', 'ab[31m\ufffdc d e'],
  ])('keeps %s in a title as text', (_, title, said) => {
    const text = feedOf(titled(title));
    const [event, ...others] = eventsIn(text);
    expect(others).toEqual([]);
    expect(event!.summary).toBe(`Web shop: ${said}`);
    expect(values(event!, 'uid')).toEqual(['one@status.example.com']);
  });

  it('folds lines between characters and ends each in CRLF, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const text = feedOf(titled(title));
        const lines = text.split('\r\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        }
        expect(Buffer.from(text).toString()).toBe(text);
        expect(eventsIn(text).map(({ summary }) => summary)).toEqual([plain(`Web shop: ${title}`)]);
      }),
    );
  });

  it('takes names of services and of the page as text', () => {
    const evil = 'x;,"\r\nBEGIN:VEVENT\r\n:^';
    const from = published([downtime()]);
    const services = [{ ...from.services[0]!, title: evil }];
    const view = viewOf({ ...from, page: { ...from.page, title: evil, contact: null }, services });
    const text = downtimeCalendar(view, null);
    const [event, ...others] = eventsIn(text);
    expect(others).toEqual([]);
    const organizer = event!.component.getFirstProperty('organizer')!;
    expect(organizer.getParameter('cn')).toBe('x;," BEGIN:VEVENT :^');
    expect(event!.organizer).toBe('mailto:noreply@status.example.com');
    const calendar = new ICAL.Component(ICAL.parse(text));
    expect(`${calendar.getFirstPropertyValue('x-wr-calname')}`).toBe('Maintenance: x\\;\\," BEGIN:VEVENT :^');
  });
});

describe('the calendar of windows and freezes', () => {
  const window: PublicPeriod = {
    kind: 'window',
    name: 'ni; ght',
    services: ['shop'],
    zone: 'Europe/Berlin',
    start,
    end: start + 4 * HOUR,
    text: 'Quiet,\nhere',
  };
  const freeze: PublicPeriod = {
    ...window,
    kind: 'freeze',
    name: 'sale',
    services: ['shop', 'pay desk'],
    start: start + DAY,
    end: start + 11 * DAY,
    text: null,
  };
  const calendar = (periods: PublicPeriod[], service: string | null = null, at = now): string =>
    windowCalendar(viewOf(published([], { periods, at })), service);

  it('tells each time, whom it concerns and when', () => {
    const [open, frozen] = eventsIn(calendar([window, freeze]));
    expect(open!.summary).toBe('Maintenance window: ni; ght');
    expect(timesOf(open!)).toEqual([window.start, window.end]);
    expect(open!.description).toBe(
      'Quiet,\nhere\nAffects: Web shop\nWhen: Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 03:00 CET (UTC+1)',
    );
    expect(frozen!.summary).toBe('No maintenance: sale');
    expect(frozen!.description).toContain('Affects: Web shop and Pay');
    expect(values(frozen!, 'transp')).toEqual(['TRANSPARENT']);
    expect(new Set([open!.uid, frozen!.uid]).size).toBe(2);
    expect(eventsIn(calendar([window, freeze], 'pay desk')).map(({ summary }) => summary)).toEqual([
      'No maintenance: sale',
    ]);
  });

  it('is the same bytes all day, so that nobody loads it again for nothing', () => {
    expect(calendar([window], null, now + HOUR)).toBe(calendar([window]));
  });

  it('joins times of one window that touch, and no others', () => {
    const next = { ...window, start: window.end, end: window.end + HOUR };
    const apart = { ...window, start: next.end + 1, end: next.end + HOUR };
    const events = eventsIn(calendar([window, { ...freeze, start }, next, apart]));
    expect(events.map(({ summary, duration }) => [summary.slice(0, 4), duration.toSeconds()])).toEqual([
      ['Main', 5 * 3600],
      ['No m', (11 * DAY) / SECOND],
      ['Main', 3600],
    ]);
  });
});
