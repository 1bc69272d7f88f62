import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bannerData } from '../../../src/announce/banner/data.ts';
import { bannerOfAll, bannerOfService, bannerScript } from '../../../src/announce/banner/documents.ts';
import { coloursOn } from '../../../src/announce/colours.ts';
import type { Published } from '../../../src/announce/contract.ts';
import { publicDocuments } from '../../../src/announce/public/documents.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY } from '../../../src/time/instant.ts';
import { downtime, end, published, rendered, start } from './support.ts';

const languages = Object.values(ownWords);

const dataOf = (from: Published, service: string | null = null) =>
  bannerData({ published: from, words: ownWords.en!, languages, zone: null, now: 0 }, service);

describe('what the banner shows', () => {
  it('is one downtime, ready to be shown but for its times', () => {
    const { v, downtimes } = dataOf(published([downtime()]));
    expect(v).toBe(1);
    expect(downtimes).toEqual([
      {
        id: 'one',
        revision: 1,
        state: 'scheduled',
        title: 'Faster database',
        services: [{ name: 'shop', title: 'Web shop' }],
        mode: 'full',
        paths: [],
        start: '2026-12-01T22:00:00Z',
        end: '2026-12-01T23:30:00Z',
        expectedEnd: '2026-12-01T23:30:00Z',
        url: 'https://s.example/status#dt-one',
        texts: {
          en: {
            coming: 'During the work you will not be able to use Web shop.',
            now: 'You cannot use Web shop until we are done.',
          },
          de: {
            coming: 'Während der Arbeiten können Sie Web shop nicht nutzen.',
            now: 'Bis wir fertig sind, können Sie Web shop nicht nutzen.',
          },
        },
      },
    ]);
  });

  it('is the last promise, not the first', () => {
    const moved = downtime();
    const later = { ...moved.promise[0]!, number: 2, start: start + DAY, end: end + DAY };
    const [shown] = dataOf(published([{ ...moved, promise: [...moved.promise, later] }])).downtimes;
    expect(shown).toMatchObject({ revision: 2, start: '2026-12-02T22:00:00Z', end: '2026-12-02T23:30:00Z' });
  });

  it('says of each mode what it does to people, in every language', () => {
    const modes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const;
    const known = published(modes.map((mode) => downtime({ id: mode, told: { mode } })));
    const { downtimes, languages: said } = dataOf(known);
    const texts = downtimes.flatMap((one) => Object.values(one.texts));
    expect(new Set(texts.map(({ coming }) => coming)).size).toBe(modes.length * languages.length);
    for (const { coming, now } of texts) {
      expect(coming).toContain('Web shop');
      expect(now).toContain('Web shop');
      expect(coming + now).not.toMatch(/[{}]/);
    }
    for (const { coming, running, late } of Object.values(said)) {
      expect(coming).toMatch(/\{time\}.*\{effect\}/);
      expect(running).toMatch(/\{effect\}.*\{time\}/);
      expect(late).toContain('{effect}');
    }
  });

  it('leaves out what is over, and what is of another service', () => {
    const over = (['completed', 'cancelled', 'aborted'] as const).map((state) =>
      downtime({ id: state, state }),
    );
    const other = downtime({ id: 'other', told: { services: ['bank'] } });
    const both = downtime({ id: 'both', state: 'failed', told: { services: ['bank', 'shop'] } });
    const known = published([...over, other, both]);
    const ids = (service: string | null) => dataOf(known, service).downtimes.map(({ id }) => id);
    expect(ids(null)).toEqual(['other', 'both']);
    expect(ids('shop')).toEqual(['both']);
    expect(ids('bank')).toEqual(['other', 'both']);
  });

  it('is at most twenty, the first to come', () => {
    const many = Array.from({ length: 500 }, (_, at) => downtime({ id: `${at}` }));
    const { downtimes } = dataOf(published(many));
    expect(downtimes.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
  });
});

describe('the colours', () => {
  it('can be read on each other, whatever the page’s colour is', () => {
    const light = (colour: string): number => {
      const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
      const [r, g, b] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(fc.option(colour), (given) => {
        const { ground, text } = coloursOn(given);
        const [dark, bright] = [light(ground), light(text)].sort((a, b) => a - b);
        expect((bright! + 0.05) / (dark! + 0.05)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the documents', () => {
  it('are public, and read by pages of other sites', () => {
    for (const document of [bannerScript, bannerOfAll, bannerOfService]) {
      expect(publicDocuments).toContain(document);
      expect(document).toMatchObject({ isShared: true, varies: [] });
    }
  });

  it('give a script of less than 5 kB, gzipped', () => {
    expect(gzipSync(rendered(bannerScript, published([]))).length).toBeLessThan(5_000);
  });

  it('give JSON of one service, or of all', () => {
    const known = published([downtime(), downtime({ id: 'other', told: { services: ['bank'] } })]);
    expect(JSON.parse(rendered(bannerOfAll, known)).downtimes).toHaveLength(2);
    expect(JSON.parse(rendered(bannerOfService, known, 'bank')).downtimes).toHaveLength(1);
  });
});

describe('docs/banner.md', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../../docs/banner.md'), 'utf8');

  it('shows the JSON as it is', () => {
    const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(guide)![1]!);
    const { languages: words, downtimes, ...rest } = dataOf(published([downtime()]));
    expect(Object.keys(shown)).toEqual(['v', 'colours', 'languages', 'downtimes']);
    expect(shown.colours).toEqual(
      dataOf({ ...published([]), page: { ...published([]).page, colour: null } }).colours,
    );
    expect(Object.keys(rest)).toEqual(['v', 'colours']);
    expect(shown.languages.en).toEqual(words.en);
    expect(Object.keys(shown.downtimes[0])).toEqual(Object.keys(downtimes[0]!));
    expect(shown.downtimes[0].texts.en).toEqual(downtimes[0]!.texts.en);
  });

  it('names every attribute that the script reads', () => {
    const script = rendered(bannerScript, published([]));
    const [, read] = /const \{ ([^}]+) \} = script\.dataset/.exec(script)!;
    const names = read!.split(',').map((each) => `data-${each.trim().split(/\W/, 1)[0]}`);
    expect(names).toHaveLength(5);
    for (const name of names) expect(guide).toContain(`| \`${name}\` |`);
  });
});
