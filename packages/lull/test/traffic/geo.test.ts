import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localSpan, localTimesOf } from '../../src/traffic/country-zones.ts';
import { openGeo } from '../../src/traffic/geo.ts';
import { ipv4Bits, ipv6Bits, mmdb } from './support/mmdb.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lull-geo-'));
});
afterAll(() => rm(folder, { recursive: true }));

const built = new Date('2026-01-05T12:00:00Z');
const both = mmdb(
  [
    { bits: ipv4Bits('81.2.69.0/24', 6), record: { country: { iso_code: 'GB' }, continent: { code: 'EU' } } },
    { bits: ipv4Bits('8.8.8.0/24', 6), record: { country_code: 'us' } },
    { bits: ipv4Bits('5.0.0.0/8', 6), record: { country: 'DE' } },
    { bits: ipv4Bits('6.0.0.0/8', 6), record: { registered_country: { iso_code: 'FR' } } },
    { bits: ipv4Bits('7.0.0.0/8', 6), record: { city: { geoname_id: 3 }, country: { geoname_id: 4 } } },
    { bits: ipv4Bits('9.0.0.0/8', 6), record: { country_code: 'None' } },
    { bits: ipv6Bits('2a00:1450/32'), record: { country: { iso_code: 'IE' } } },
  ],
  { type: 'GeoLite2-Country', version: 6, built },
);

async function opened(bytes: Buffer) {
  const path = join(folder, `${bytes.length}-${bytes.at(-1)}.mmdb`);
  await writeFile(path, bytes);
  return openGeo(path);
}

describe('a geo database', () => {
  it('says its type and how old it is', async () => {
    expect((await opened(both)).database).toBe('GeoLite2-Country, 2026-01-05');
  });

  it.each([
    ['81.2.69.142', 'GB'],
    ['::ffff:81.2.69.142', 'GB'],
    ['::FFFF:5102:458e', 'GB'],
    ['0:0:0:0:0:ffff:81.2.69.142', 'GB'],
    ['2a00:1450:4001:80e::200e', 'IE'],
    ['8.8.8.8', 'US'],
    ['5.1.2.3', 'DE'],
    ['6.1.2.3', 'FR'],
    ['7.1.2.3', null],
    ['9.1.2.3', null],
    ['10.0.0.1', null],
    ['2001:db8::1', null],
    ['fe80::1%eth0', null],
    ['::1', null],
    ['', null],
    ['-', null],
    ['unknown', null],
    ['81.2.69.142:443', null],
    ['81.2.69', null],
    ['081.2.69.142', null],
  ])('knows of "%s" that it is %s', async (address, country) => {
    expect((await opened(both)).country(address)).toBe(country);
  });

  it('of IPv4 only doesn’t take the beginning of an IPv6 address for one', async () => {
    const geo = await opened(
      mmdb([{ bits: ipv4Bits('42.0.0.0/8'), record: { country_code: 'NL' } }], {
        type: 'v4',
        version: 4,
        built,
      }),
    );
    expect(geo.country('42.1.2.3')).toBe('NL');
    expect(geo.country('::ffff:42.1.2.3')).toBe('NL');
    expect(geo.country('2a00:1450::1')).toBeNull();
  });

  it('answers for anything that may stand in a log', async () => {
    const geo = await opened(both);
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(fc.property(address, (ip) => geo.country(ip) === null || /^[A-Z]{2}$/.test(geo.country(ip)!)));
  });

  it('that is none is refused by name', async () => {
    await expect(openGeo(join(folder, 'absent.mmdb'))).rejects.toMatchObject({ code: 'source-not-found' });
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      both.subarray(0, -40),
      Buffer.alloc(5000, 0xab),
    ]) {
      await expect(opened(bytes)).rejects.toMatchObject({ code: 'bad-source' });
    }
    const hollow = Buffer.concat([both.subarray(both.indexOf('MaxMind.com') - 3)]);
    await expect(opened(hollow)).rejects.toMatchObject({ code: 'bad-source' });
  });

  it('that is damaged is refused when it is asked', async () => {
    const damaged = Buffer.from(both);
    damaged.fill(0xff, 300, both.indexOf('MaxMind.com') - 3);
    const geo = await opened(damaged);
    expect(() => geo.country('81.2.69.142')).toThrow(expect.objectContaining({ code: 'bad-source' }));
  });
});

describe('local times in a country', () => {
  const summer = Date.UTC(2026, 6, 5, 10);

  it('are one where there is one', () => {
    expect(localSpan('DE', summer)).toBe('12:00');
    expect(localSpan('DE', Date.UTC(2026, 0, 5, 10))).toBe('11:00');
    expect(localSpan('IN', summer)).toBe('15:30');
    expect(localSpan('in', summer)).toBe('15:30');
  });

  it('go from west to east where there are several, each once', () => {
    const times = localTimesOf('US', summer);
    expect(times[0]?.zones).toContain('Pacific/Honolulu');
    expect(times.at(-1)?.zones).toContain('America/New_York');
    expect(new Set(times.map(({ offset }) => offset)).size).toBe(times.length);
    expect(localSpan('US', summer)).toBe('00:00–06:00');
    expect(times[0]?.wall.toString()).toBe('2026-07-05T00:00:00');
  });

  it('are none for a country that is not known', () => {
    for (const country of ['ZZ', '', 'Germany', 'D', '1', '--'])
      expect(localTimesOf(country, summer)).toEqual([]);
    expect(localSpan('ZZ', summer)).toBe('');
  });
});
