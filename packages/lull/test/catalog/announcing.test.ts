import { describe, expect, test } from 'vitest';
import { defaultTelling, tellingFor } from '../../src/catalog/announcing.ts';
import { parseCatalog } from '../../src/catalog/load.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { mistakesOf } from './support.ts';

const read = (text: string) => parseCatalog(text, 'lull.yaml');
const namesOf = (text: string, service: string, risk: 'low' | 'high' | 'downtime' = 'downtime') =>
  tellingFor(read(text), service, risk).tell.map(({ name, to }) => [name, ...to].join(' '));

describe('when people are told', () => {
  test('is the default where nothing is written, and less of what closes nothing', () => {
    const catalog = read('services: { shop: { zone: UTC } }');
    expect(tellingFor(catalog, 'shop', 'downtime')).toEqual(defaultTelling.downtime);
    expect(tellingFor(catalog, 'gone', 'low')).toEqual(defaultTelling.low);
    const usual = ['schedule', 'P7D', 'P1D', 'PT1H', 'start', 'delay', 'extension', 'return'];
    expect(defaultTelling.high.tell.map(({ name }) => name)).toEqual(usual);
    expect(defaultTelling.low.tell.map(({ name }) => name)).toEqual(['schedule', 'P1D', 'start', 'return']);
  });

  const layered = `
organisation:
  announce:
    tell: { high: [schedule, 2w], downtime: [] }
    leastNotice: P3D
services:
  shop:
    zone: UTC
    announce:
      tell: { high: [return, { at: 90m, to: [partners, staff] }] }
      leastNotice: { downtime: 36h }
  blog: { zone: UTC }
`;

  test("is the organisation's by risk, and a service's over it", () => {
    expect(namesOf(layered, 'shop', 'high')).toEqual(['return', 'PT1H30M partners staff']);
    expect(namesOf(layered, 'blog', 'high')).toEqual(['schedule', 'P14D']);
    expect(namesOf(layered, 'shop')).toEqual([]);
    expect(namesOf(layered, 'shop', 'low')).toEqual(['schedule', 'P1D', 'start', 'return']);
  });

  test('says how long before, by the same rules', () => {
    const catalog = read(layered);
    const least = (service: string, risk: 'low' | 'downtime') =>
      tellingFor(catalog, service, risk).leastNotice;
    expect(least('shop', 'downtime')).toEqual({ days: 0, ms: 36 * HOUR });
    expect(least('shop', 'low')).toEqual({ days: 3, ms: 0 });
    expect(least('blog', 'downtime')).toEqual({ days: 3, ms: 0 });
    expect(tellingFor(read('services: {}'), 'blog', 'downtime').leastNotice).toEqual({ days: 0, ms: 0 });
    expect(DAY).toBe(24 * HOUR);
  });

  test('is one list for all risks', () => {
    const all = 'services: { shop: { zone: UTC, announce: { tell: [start, 7d] } } }';
    for (const risk of ['low', 'high', 'downtime'] as const) {
      expect(namesOf(all, 'shop', risk)).toEqual(['start', 'P7D']);
    }
  });

  test('is told with every mistake in its place', () => {
    const mistakes = mistakesOf(() =>
      read(`
organisation:
  announce:
    tell: [schedul, P7D, 0m, { at: P1D, to: [] }, { at: ten days }, 5]
    leastNotice: soon
    least: 1
services:
  shop: { zone: UTC, announce: { tell: { downtime: [P2Y], highest: [] } } }
  blog: { zone: UTC, announce: { tell: 7, leastNotice: { high: -1 } } }
`),
    );
    expect(mistakes.join('\n')).toMatchInlineSnapshot(`
      "organisation.announce.tell.0: "schedul" is neither one of schedule, start, delay, extension, return nor a length before the start. Do you mean "schedule"?
      organisation.announce.tell.2: "0m" is neither one of schedule, start, delay, extension, return nor a length before the start. Write for example P7D or 2h.
      organisation.announce.tell.3.to: is empty, so nobody would be told; name a tag
      organisation.announce.tell.4.to: is missing; write for example [partners]
      organisation.announce.tell.4.at: "ten days" is neither one of schedule, start, delay, extension, return nor a length before the start. Write for example P7D or 2h.
      organisation.announce.tell.5: 5 is neither a point such as P7D nor { at: P7D, to: [partners] }
      organisation.announce.leastNotice: "soon" is not a duration. Write for example 90m, 2h, 1h30m, 1.5h, 14d, PT1H30M or P1DT2H.
      organisation.announce.least: is not a field here; the fields are tell, leastNotice
      services.shop.announce.tell.downtime.0: "P2Y" is neither one of schedule, start, delay, extension, return nor a length before the start. Write for example P7D or 2h.
      services.shop.announce.tell.highest: is not a field here; the fields are low, high, downtime (high)
      services.blog.announce.tell: 7 is neither a list such as [schedule, P7D, PT1H, start, return] nor { low, high, downtime }
      services.blog.announce.leastNotice.high: -1 is not text; write for example PT4H"
    `);
  });
});
