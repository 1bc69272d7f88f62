import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsIn, listed, neutral, plain } from '../../../src/announce/audience/csv/cells.ts';
import { readSubscribers } from '../../../src/announce/audience/csv/read.ts';
import type { LineReading } from '../../../src/announce/audience/csv/read-line.ts';
import { openChannels } from '../../../src/announce/channels/registry.ts';
import { sealedWith } from '../../../src/announce/tokens.ts';
import { testSettings } from '../support/open.ts';

const channels = openChannels(testSettings());
const known = new Set(['shop', 'web shop', 'bank']);
const reading: LineReading = {
  sealed: sealedWith('s'),
  channels,
  known,
  language: 'en',
  isMine: () => true,
};
const read = (text: string, other: Partial<LineReading> = {}) =>
  readSubscribers(text, { ...reading, ...other });

describe('a cell of a CSV', () => {
  it('is never a formula, and comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '＝', '＠', '\t', '\r', '\n', "'", 'a', ' ') }),
        (cell) => {
          const written = neutral(cell);
          expect(written).not.toMatch(/^[=+\-@＝＋－＠\t\r\n]/);
          expect(plain(written)).toBe(cell);
        },
      ),
    );
  });

  it('holds a list', () => {
    expect(itemsIn(' web shop ;bank,, ')).toEqual(['web shop', 'bank']);
    expect(itemsIn(listed(['a', 'b c']))).toEqual(['a', 'b c']);
  });
});

describe('a CSV of subscribers', () => {
  it.each([
    ['commas', 'address,services,tags\nada@example.com,"web shop,bank",vip\n'],
    ['semicolons of a spreadsheet', 'address;services;tags\r\nada@example.com;web shop,bank;vip\r\n'],
    ['tabs', 'Address\tServices\tTags\nada@example.com\tweb shop; bank\tvip'],
    [
      'a byte order mark and empty lines',
      '\uFEFFaddress,services,tags\n\n ada@example.com , "bank;web shop" ,vip\n\n',
    ],
  ])('is read with %s', async (_, text) => {
    const { lines, badCount } = await read(text);
    expect(badCount).toBe(0);
    expect(lines).toMatchObject([
      {
        channel: 'mail',
        target: { address: 'ada@example.com', isTrusted: false },
        choices: { services: ['bank', 'web shop'], kinds: null, language: 'en', zone: null },
        tags: ['vip'],
        tenants: null,
      },
    ]);
  });

  it('names every bad line with its number and its reason', async () => {
    const rows = [
      'address,channel,services,kinds,language,zone,tags,state',
      'ada@example.com,,,none,de,Europe/Berlin,,active',
      'ADA@example.com,mail,,,,,,',
      'no address,,,,,,,',
      ',slack,,,,,,',
      'b@example.com,fax,,,,,,',
      'c@example.com,,shpo,,,,,',
      'd@example.com,,,sometimes,,,,',
      'e@example.com,,,,,Mars/X,,',
      'f@example.com,,,,<b>,,,',
      'g@example.com,,,,,,,disabled',
      'https://example.com/hook,webhook,,,,,,',
      'h@example.com,,,,,,,,too,many',
      '"i@example.com\nBcc: x@example.com",,,,,,,',
      `k@example.com,,,,,,${'t'.repeat(101)},`,
      'l@example.com,,,,,,,"open',
    ];
    const { lines, bad, badCount } = await read(rows.join('\n'));
    expect(lines.map(({ target }) => target.address)).toEqual(['ada@example.com']);
    expect(lines[0]!.choices).toEqual({ language: 'de', zone: 'Europe/Berlin', services: null, kinds: [] });
    expect(badCount).toBe(14);
    const told = bad.map(({ line, message }) => `${line} ${message}`);
    const reasons = [
      /^3 .*line 2 already/,
      /^4 .*no address/,
      /^5 .*no address/,
      /^6 .*fax/,
      /^7 .*shpo.*shop\?/,
      /^8 .*sometimes/,
      /^9 .*Mars/,
      /^10 .*language/,
      /^11 .*disabled/,
      /^12 .*webhook/,
      /^13 .*10 cells/,
      /^15 .*line break/,
      /^16 .*tag/,
      /^17 /,
    ];
    for (const [i, reason] of reasons.entries()) expect(told[i]).toMatch(reason);
  });

  it.each([
    ['', /nothing/],
    ['ada@example.com\n', /is no column/],
    ['adress\n', /is address meant/],
    ['tags\nvip', /no column "address"/],
    ['address,address\n', /twice/],
    ['__proto__\n', /is no column/],
  ])('has to say what its columns are: %j', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });

  it('refuses what the importer does not look after', async () => {
    const isMine = (services: readonly string[] | null) =>
      services?.every((name) => name === 'shop') ?? false;
    const { lines, bad } = await read(
      'address,services\na@example.com,shop\nb@example.com,bank\nc@example.com,',
      {
        isMine,
      },
    );
    expect(lines).toHaveLength(1);
    expect(bad.map(({ line }) => line)).toEqual([3, 4]);
  });

  it('is read whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const { lines, badCount } = await read(`address,tags\n${text}`);
        expect(lines.length + badCount).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });
});

it('the guide’s columns are those that there are', async () => {
  const guide = readFileSync(new URL('../../../../../docs/subscribers.md', import.meta.url), 'utf8');
  const example = /```csv\n([\s\S]*?)```/.exec(guide)![1]!;
  expect(await read(example)).toMatchObject({ badCount: 0 });
});
