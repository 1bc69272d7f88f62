import { describe, expect, it } from 'vitest';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { letterFor } from '../../../src/announce/message/message.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { noticeVariables } from '../../../src/announce/words/variables.ts';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { factsWith, messageOf, now, recipient } from './support.ts';

const { told } = factsWith();

/** What really happened, where it took so long. */
const actual = (length: number) => {
  const [drainingAt, endedAt] = [told.start, told.start + length];
  return {
    drainingAt,
    downAt: drainingAt + MINUTE,
    endedAt,
    openingAt: endedAt,
    warnedAt: null,
    verifyingAt: null,
  };
};

describe('what a message says', () => {
  it('is the start in words, in the reader’s zone and where it differs the service’s', () => {
    const { paragraphs } = messageOf({ zone: 'Asia/Tokyo' });
    expect(paragraphs).toContain(
      'When: Wednesday, 2 December 2026, 07:00–08:30 Japan Time (UTC+9)\n' +
        'that is Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 00:30 CET (UTC+1)',
    );
  });

  it('is the time of each service where they are in several zones', () => {
    const [shop, search] = factsWith().services;
    const services = [shop!, { ...search!, zone: 'America/New_York' }];
    const { paragraphs } = messageOf({ services, told: { ...told, services: ['shop', 'search'] } });
    const when = paragraphs.find((one) => one.startsWith('When'))!;
    expect(when.split('\n')).toEqual([
      'When: Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 00:30 CET (UTC+1)',
      'that is Tuesday, 1 December 2026, 17:00–18:30 EST (UTC−5)',
    ]);
    expect(messageOf({ services, told: { ...told, services: ['search'] } }).subject).toMatch(/17:00 EST$/);
  });

  it('of one that moved: the new time and the old one, or that it stays', () => {
    const before = { ...told, start: told.start - DAY, end: told.end - DAY };
    const moved = messageOf({ kind: 'moved', told, before }).paragraphs;
    expect(moved).toContainEqual(expect.stringMatching(/^New time: Tuesday, 1 December/));
    expect(moved).toContainEqual(expect.stringMatching(/^Old time: Monday, 30 November/));
    expect(moved.join()).not.toContain('stays');

    const mode = messageOf({ kind: 'moved', told, before: { ...told, mode: 'at-risk' } }).paragraphs;
    expect(mode).toContainEqual(expect.stringMatching(/^The time stays as it is: Tuesday, 1 December/));
    expect(mode).toContainEqual(
      expect.stringMatching(/^What we told you before: You can go on using Web shop/),
    );
    expect(mode.join()).not.toMatch(/New time|Old time/);
  });

  it('of one that touches more: what it touched before', () => {
    const { paragraphs } = messageOf({
      kind: 'moved',
      told: { ...told, services: ['shop', 'search'] },
      before: told,
    });
    expect(paragraphs).toContain('During the work you will not be able to use Web shop and Search.');
    expect(paragraphs).toContain(
      'What we told you before: During the work you will not be able to use Web shop.',
    );
  });

  it('of one that takes longer: the new end, the old one and how much longer', () => {
    const before = { ...told, end: told.end - 45 * MINUTE };
    const { paragraphs, subject } = messageOf({ kind: 'extended', before, now: told.start + HOUR });
    expect(subject).toBe('Takes longer: maintenance of Web shop, until Wed 2 Dec, 00:30 CET');
    expect(paragraphs).toContain('New end: Wednesday, 2 December 2026, 00:30 CET (UTC+1)');
    expect(paragraphs).toContain('Old end: Tuesday, 1 December 2026, 23:45 CET (UTC+1)');
    expect(paragraphs).toContain('That is 45 minutes longer than we had told you.');
  });

  it('of one that is over: how long it really took, and the plan where it was another', () => {
    const early = messageOf({ kind: 'completed', actual: actual(50 * MINUTE) }).paragraphs;
    expect(early).toContain('It took 50 minutes: Tuesday, 1 December 2026, 23:00–23:50 CET (UTC+1)');
    expect(early).toContainEqual(expect.stringMatching(/^Planned: Tuesday, 1 December 2026, 23:00 to/));
    const kept = messageOf({ kind: 'completed', actual: actual(90 * MINUTE + 20_000) }).paragraphs;
    expect(kept.join()).not.toContain('Planned');
  });

  it('of one that is over and never began: no time that was not', () => {
    const nothing = { ...actual(0), drainingAt: null, downAt: null };
    const { paragraphs } = messageOf({ kind: 'aborted', actual: nothing });
    expect(paragraphs).toHaveLength(2);
    expect(paragraphs.join()).not.toMatch(/It took|2026/);
  });

  it('is no relative time that has passed: a message may come late', () => {
    expect(messageOf({ now: told.start - HOUR }).text).toContain('It starts in 1 hour and should');
    expect(messageOf({ now: told.start + MINUTE }).text).not.toContain('It starts');
    expect(messageOf({ kind: 'started', now: told.end + MINUTE }).text).not.toContain('We should be done');
  });

  it('has a subject without a gap, whatever of the facts is missing or has passed', () => {
    for (const kind of noticeKinds) {
      const { may } = noticeVariables[kind].subject;
      const notice = { subject: may.map((one) => `{${one}}`).join(' '), text: ['x'] };
      const { notices } = ownWords.en!;
      const words = { ...ownWords.en!, notices: { ...notices, [kind]: notice } };
      const { subject } = messageOf({ kind, words, before: null, actual: null, now: told.end + DAY });
      expect(subject).not.toContain('{');
    }
  });

  it('of what is withdrawn: the services that are not in it any more', () => {
    const before = { ...told, services: ['shop', 'search'] };
    const { subject } = messageOf({ kind: 'withdrawn', told: { ...told, services: ['search'] }, before });
    expect(subject).toBe('No maintenance after all: Web shop, Tue 1 Dec, 23:00 CET');
  });

  it('of what is withdrawn, for programs too: what was told, and nothing of what it has become', () => {
    const vault = { ...told, services: ['vault'], title: 'Open the vault', start: 0, end: told.end + DAY };
    const { data } = messageOf({ kind: 'withdrawn', told: { ...vault, number: 2 }, before: told });
    expect(data).toMatchObject({ revision: 2, title: told.title, services: [{ name: 'shop' }] });
    expect(data).toMatchObject({ start: formatInstant(told.start), expectedEnd: formatInstant(told.end) });
    expect(data.previous).toMatchObject({ start: formatInstant(told.start) });
  });

  it('of one that is changed while it goes on: what it does now', () => {
    const before = { ...told, mode: 'read-only' as const };
    const { paragraphs } = messageOf({ kind: 'moved', before, now: told.start + MINUTE });
    expect(paragraphs).toContain('You cannot use Web shop until we are done.');
  });

  it('of one that may take longer, or does: how far off its end is', () => {
    const before = { ...told, end: told.end - 45 * MINUTE };
    const soon = { before, now: told.end - 10 * MINUTE };
    expect(messageOf({ kind: 'overrunning', ...soon }).paragraphs).toContain('That is in 10 minutes.');
    expect(messageOf({ kind: 'extended', ...soon }).paragraphs).toContain('We should be done in 10 minutes.');
  });

  it('of a part: which paths are closed, and never whose', () => {
    const part = { paths: ['/cart', '/checkout'], tenants: ['acme'] };
    const message = messageOf({ told: { ...told, mode: 'partial', part } });
    expect(message.paragraphs).toContain('Closed: /cart and /checkout');
    expect(JSON.stringify(message)).not.toContain('acme');
  });
});

describe('what a message never says', () => {
  it('a service that its recipients may not know of', () => {
    const [shop] = factsWith().services;
    const names = { ...told, services: ['shop', 'vault'] };
    const facts = { services: [shop!], told: names, before: { ...names, start: 0 } };
    for (const kind of ['scheduled', 'moved', 'withdrawn', 'completed'] as const) {
      expect(JSON.stringify(messageOf({ ...facts, kind }))).not.toContain('vault');
    }
    expect(messageOf({ ...facts, services: [] }).subject).toBe(
      'Planned maintenance: Example status, Tue 1 Dec, 22:00 UTC',
    );
  });

  it('anything in a value that looks like a variable, markup, a header or the place of a link', () => {
    const title = '{services} <script>alert(1)</script> &amp; "\' <!link> \r\nBcc: all@example.com \u202e';
    const { subject, paragraphs, text, html } = messageOf({
      told: { ...told, title },
      services: [{ ...factsWith().services[0]!, title: `{title}${title}` }],
    });
    expect(subject).not.toMatch(/[\r\n\u202e]/);
    expect(subject).toContain('{title}{services} <script>');
    expect(text).not.toMatch(/\r|^Bcc/m);
    expect(paragraphs.at(-1)).toContain('What we do: {services} <script>alert(1)</script> &amp;');
    expect(html).not.toMatch(/<script|<!link>/);
    expect(html.match(/https:\/\/status\.example\.com\/(subscription|unsubscribe)\/token"/g)).toHaveLength(2);
  });

  it('more than a line holds: names and titles may be long', () => {
    const services = [{ ...factsWith().services[0]!, title: '🛒'.repeat(250) }];
    const { subject } = messageOf({ services });
    expect([...subject]).toHaveLength(180);
    expect(subject.isWellFormed()).toBe(true);
  });

  it('all of very many services', () => {
    const names = Array.from({ length: 30 }, (_, i) => `s${i}`);
    const services = names.map((name) => ({ name, title: name.toUpperCase(), zone: 'UTC' }));
    const { subject, paragraphs } = messageOf({ services, told: { ...told, services: names } });
    expect(subject).toContain('S0, S1, S2 and 27 more,');
    expect(paragraphs[0]).toContain('S11 and 18 more');
  });
});

describe('a letter', () => {
  it('is the same to everybody but for links and ids', () => {
    const letter = letterFor(factsWith());
    const one = letter.to(recipient);
    const links = { manage: 'https://x.example/m?a=1&b="', unsubscribe: 'https://x.example/u' };
    const other = letter.to({ ...recipient, id: 'another', links });
    expect(other).toMatchObject({ id: 'another', unsubscribeUrl: links.unsubscribe });
    expect(other.html).toContain('href="https://x.example/m?a=1&amp;b=&quot;"');
    expect(other.html).not.toContain('token');
    expect(other.text).not.toContain('token');
    expect([other.subject, other.thread, other.data]).toEqual([one.subject, one.thread, one.data]);
  });

  it('to whom there is nothing to leave has no footer', () => {
    const { footer, text, html, unsubscribeUrl } = messageOf({}, { links: null });
    expect([footer, unsubscribeUrl]).toEqual([[], null]);
    expect(text).toMatch(/Current status: https:\S+\n$/);
    expect(html).not.toMatch(/signed up|<!link>/);
  });

  it('says the same in HTML as in text', () => {
    const { text, html } = messageOf({ kind: 'moved', words: ownWords.de!, zone: 'Asia/Tokyo' });
    const read = html
      .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
      .replaceAll(/<br>/g, '\n')
      .replaceAll(/<[^>]*>/g, '');
    for (const line of text.split('\n').filter((one) => one !== '-- ' && !/https:/.test(one))) {
      expect(read).toContain(line);
    }
  });

  it('is written as its language is: from right to left, with its own digits', () => {
    const { html, paragraphs } = messageOf({ words: { ...ownWords.en!, language: 'ar-eg' } });
    expect(html.match(/lang="ar-EG" dir="rtl"/g)).toHaveLength(2);
    expect(paragraphs.join()).toContain('٢٠٢٦');
    expect(messageOf({ words: { ...ownWords.en!, language: 'fr' } }).paragraphs.join()).toContain(
      'mardi 1 décembre 2026',
    );
  });

  it('carries for programs what it says, in UTC', () => {
    const before = { ...told, start: told.start - DAY, end: told.end - DAY, mode: 'hold' as const };
    const { data } = messageOf({ kind: 'moved', before, sequence: 3, expectedEnd: told.end + HOUR });
    expect(data).toMatchObject({
      kind: 'moved',
      revision: told.number,
      sequence: 3,
      services: [{ name: 'shop', title: 'Web shop' }],
      mode: 'full',
      start: '2026-12-01T22:00:00Z',
      end: '2026-12-01T23:30:00Z',
      expectedEnd: formatInstant(told.end + HOUR),
      zone: 'Europe/Berlin',
      previous: { start: '2026-11-30T22:00:00Z', mode: 'hold' },
      actual: null,
      statusUrl: expect.stringContaining('/status#dt-'),
    });
    expect(told.start).toBe(parseInstant('2026-12-01T22:00:00Z'));
    expect(now).toBeLessThan(told.start);
  });
});
