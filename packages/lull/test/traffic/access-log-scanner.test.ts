import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchResult } from '../../src/traffic/sources/access-log/batch.ts';
import { blocksOf } from '../../src/traffic/sources/access-log/blocks.ts';
import { formatNamed } from '../../src/traffic/sources/access-log/formats.ts';
import { Judge, type Rules } from '../../src/traffic/sources/access-log/judge.ts';
import { LineScanner } from '../../src/traffic/sources/access-log/line-scanner.ts';
import { scannerOf } from '../../src/traffic/sources/access-log/scan.ts';
import { parseStatuses } from '../../src/traffic/sources/access-log/statuses.ts';
import { firefox, googlebot } from './support/logs.ts';

const rules: Rules = {
  key: Int32Array.of(12345, -6789),
  bucket: 300_000,
  from: -Infinity,
  to: Date.UTC(2030, 0, 1),
  keepBots: false,
  keepAssets: false,
  paths: null,
  statuses: null,
  forwardedFor: 0,
  zone: 'UTC',
};

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~%é\\'), maxLength: 12 });
const client = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('-', '::1'));
const clock = fc.date({ min: new Date('1999-01-01'), max: new Date('2031-01-01'), noInvalidDate: true });
const zone = fc.constantFrom('+0000', '+0530', '-0330', '+1245', '-0800', '+9900');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Foo'.split(' ');
const stamp = fc.tuple(clock, zone, fc.constantFrom(0, 0, 0, 0, 0, 1)).map(([date, offset, odd]) => {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = odd ? 31 : date.getUTCDate();
  const second = odd ? 60 : date.getUTCSeconds();
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(second)}`;
  return `${two(day)}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time} ${offset}`;
});
const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'PATCH',
  'get',
  '-',
);
const ending = fc.constantFrom(
  '',
  '.css',
  '.JS',
  '.woff2',
  '.png',
  '.html',
  '.',
  '.mp3?x=1.js',
  '#a.js',
  '/b?c=/d.css',
);
const path = fc
  .tuple(fc.array(word, { maxLength: 4 }), ending)
  .map(([parts, end]) => `/${parts.join('/')}${end}`);
const request = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(method, path, fc.constantFrom(' HTTP/1.1', ' HTTP/2', ' HTTP/2.0', ''))
      .map((p) => `${p[0]} ${p[1]}${p[2]}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '-', '\\x16\\x03\\x01', 'GET /a b HTTP/1.1', 'GET /\\"q\\" HTTP/1.1'),
  },
);
const agent = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(firefox, googlebot, 'curl/8.5.0', '-', '', 'é\\"quoted\\" \u00ff', 'back\\\\'),
  },
  { weight: 1, arbitrary: word },
);
const status = fc.constantFrom('200', '404', '304', '500', '-', '99');
const parts = fc.record({
  host: fc.constantFrom('shop.example:443', 'shop.example', '-'),
  client,
  user: fc.constantFrom('-', '-', '-', 'ann', 'john smith', ''),
  stamp,
  request,
  status,
  size: fc.constantFrom('512', '-', '0'),
  referer: fc.constantFrom('-', 'https://shop.example/a?b=c', 'x\\"y', ''),
  agent,
  rest: fc.constantFrom('', '', '', ' "203.0.113.9"', ' 0.004', '\r', 'x'),
});
const lines = {
  common: parts.map(
    (p) => `${p.client} - ${p.user} [${p.stamp}] "${p.request}" ${p.status} ${p.size}${p.rest}`,
  ),
  combined: parts.map(
    (p) =>
      `${p.client} - ${p.user} [${p.stamp}] "${p.request}" ${p.status} ${p.size} "${p.referer}" "${p.agent}"${p.rest}`,
  ),
  'vhost-combined': parts.map(
    (p) =>
      `${p.host} ${p.client} - ${p.user} [${p.stamp}] "${p.request}" ${p.status} ${p.size} "${p.referer}" "${p.agent}"${p.rest}`,
  ),
};

/** A line as it was written, or with a byte changed, cut out or put in, or cut off. */
function mutated(line: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const odd = fc.constantFrom(0, 9, 10, 13, 32, 34, 91, 92, 93, 46, 48, 58, 0x16, 0x80, 0xa0, 0xff);
  return fc
    .tuple(line, fc.constantFrom('', '', '', 'change', 'cut', 'put', 'tear'), fc.nat(), odd)
    .map(([text, how, at, byte]) => {
      const bytes = Buffer.from(text, 'latin1');
      const i = at % (bytes.length + 1);
      if (how === 'change') bytes[i] = byte;
      if (how === 'cut') return Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)]);
      if (how === 'put') return Buffer.concat([bytes.subarray(0, i), Buffer.from([byte]), bytes.subarray(i)]);
      return how === 'tear' ? bytes.subarray(0, i) : bytes;
    });
}

function logOf(line: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.array(mutated(line), { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 2), fc.boolean())
    .map(([written, times, ends]) => {
      const twice = Array.from({ length: times }, () => written).flat();
      const joined = Buffer.concat(twice.flatMap((each) => [each, Buffer.from('\n')]));
      return ends ? joined : joined.subarray(0, -1);
    });
}

async function* cutAt(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

async function scanned(
  format: string,
  log: Buffer,
  size: number,
  own: Rules,
  quick: boolean,
): Promise<BatchResult> {
  const judge = new Judge(own, 'latin1');
  const careful = new LineScanner(formatNamed(format), judge);
  const scan = quick ? scannerOf(formatNamed(format), judge) : careful.scan.bind(careful);
  for await (const block of blocksOf(cutAt(log, size))) scan(block);
  return judge.batch.take();
}

const variants = fc.record({
  bucket: fc.constantFrom(300_000, 60_000, 7_000),
  keepBots: fc.boolean(),
  keepAssets: fc.boolean(),
  from: fc.constantFrom(-Infinity, Date.UTC(2015, 0, 1)),
  statuses: fc.constantFrom(null, parseStatuses(['2xx', '304'])),
});

describe.each(Object.keys(lines) as (keyof typeof lines)[])(
  'the quick scanner of the format %s',
  (format) => {
    it('finds what the careful one finds, whatever the lines and however they are cut into chunks', async () => {
      await fc.assert(
        fc.asyncProperty(
          logOf(lines[format]),
          fc.integer({ min: 1, max: 700 }),
          variants,
          async (log, size, own) => {
            const quick = await scanned(format, log, size, { ...rules, ...own }, true);
            const careful = await scanned(format, log, log.length, { ...rules, ...own }, false);
            expect(quick).toEqual(careful);
          },
        ),
        { numRuns: 600 },
      );
    });

    it('takes ordinary lines of known agents by itself', async () => {
      const ordinary = { common: '', combined: ` "-" "${firefox}"`, 'vhost-combined': ` "-" "${firefox}"` }[
        format
      ];
      const host = format === 'vhost-combined' ? 'shop.example:443 ' : '';
      const line = `${host}192.0.2.1 - - [05/Jan/2026:02:00:00 +0000] "GET /a HTTP/1.1" 200 5${ordinary}\n`;
      const judge = new Judge(rules, 'latin1');
      let careful = 0;
      const parser = formatNamed(format).parser((wall) => wall);
      const counting = {
        ...formatNamed(format),
        parser: () => (text: string, into: Parameters<typeof parser>[1]) => {
          careful++;
          return parser(text, into);
        },
      };
      const scan = scannerOf(counting, judge);
      for await (const block of blocksOf(cutAt(Buffer.from(line.repeat(100)), 1000))) scan(block);
      expect(judge.batch.take().lines).toBe(100);
      expect(careful).toBeLessThanOrEqual(1);
    });
  },
);
