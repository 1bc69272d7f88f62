import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, workplace } from '../../packages/lull/test/cli/lull.ts';
import { combined, expectedBuckets, madeVisits, writtenFormats } from './visits.ts';

const place = workplace();
const hour = 3_600_000;
const visits = madeVisits(Date.UTC(2026, 0, 5), 6, 150);
const lines = visits.map((visit) => combined(visit));
const expected = expectedBuckets(visits);
const present = ['--now', '2026-02-01T00:00:00Z'];
const save = (name: string, bytes: Buffer | string) => writeFileSync(join(place.folder, name), bytes);
/** Buckets in which everything was left out are listed with zeros: what was counted is compared. */
const counted = (buckets: { requests: number }[]) => buckets.filter(({ requests }) => requests > 0);

beforeAll(() => {
  save('access.log', `${lines.join('\n')}\n`);
  save('access.log.gz', gzipSync(lines.join('\n')));
});
afterAll(place.remove);

const traffic = async (args: string[], input = '') => {
  const { code, stdout, stderr } = await place.run(['traffic', ...args, ...present, '--json'], { input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('lull traffic on what servers write', () => {
  it.each(Object.entries(writtenFormats))('tells %s by itself, and counts it right', async (name, format) => {
    const text = visits.map(format.line).join('\n');
    const read = await traffic(['-'], `${format.head ?? ''}${text}\n`);
    expect(read).toMatchObject({ format: name, lines: visits.length, skipped: { count: 0, first: null } });
    expect(counted(read.buckets)).toEqual(expectedBuckets(visits, format));
  });

  it('reads the same out of clocks all over the world, lines in any order and Windows line ends', async () => {
    const offsets = [0, 330, -570, 765, -480];
    const shuffled = visits
      .map((visit, i) => ({ key: (i * 7919) % 1009, line: combined(visit, offsets[i % 5]) }))
      .sort((a, b) => a.key - b.key)
      .map(({ line }) => line);
    const read = await traffic(['-'], `\ufeff${shuffled.join('\r\n')}`);
    expect(counted(read.buckets)).toEqual(expected);
  });

  it('reads a rotated set in one go, however it is named, and nothing twice', async () => {
    const third = Math.ceil(lines.length / 3);
    mkdirSync(join(place.folder, 'logs'));
    save('logs/access.log.2.gz', gzipSync(`${lines.slice(0, third).join('\n')}\n`));
    save('logs/access.log.1', zstdCompressSync(`${lines.slice(third, 2 * third).join('\n')}\n`));
    save('logs/access.log', lines.slice(2 * third).join('\n'));
    save('logs/error.log', 'something went wrong\n');
    for (const args of [['logs'], ['logs/access.log*'], ['logs/access.log', 'logs', 'logs/access.log*']]) {
      const read = await traffic(args);
      expect(read).toMatchObject({ files: 3, lines: lines.length, skipped: { count: 0 } });
      expect(counted(read.buckets)).toEqual(expected);
    }
  });

  it('takes names literally that look like globs, options or lines', async () => {
    for (const name of ['a [b] *?.log', '-dash.log', 'new\nline.log', 'ünï.log']) {
      save(name, lines.join('\n'));
      const read = await traffic([`./${name}`]);
      expect(counted(read.buckets)).toEqual(expected);
    }
  });

  it('counts what it cannot read, says where the first one stands, and goes on', async () => {
    const junk = ['\u0000\u0001\xff', 'x'.repeat(100_000), '198.51.100.7 - - [05/Jan/2026:00:0'];
    const impossible = combined(visits[0]!).replace('05/Jan', '32/Jan');
    const broken = [...lines.slice(0, 40), ...junk, impossible, ...lines.slice(40)];
    const { skipped, buckets } = await traffic(['-'], broken.join('\n'));
    expect(skipped).toMatchObject({ count: 4, first: { line: 41 } });
    expect(Object.values<number>(skipped.byReason).reduce((a, b) => a + b, 0)).toBe(4);
    expect(counted(buckets)).toEqual(expected);
  });

  it('reads torn archives as far as they go, and says so', async () => {
    const whole = gzipSync(lines.join('\n'));
    save('torn.gz', whole.subarray(0, Math.floor(whole.length / 2)));
    save('tail.gz', Buffer.concat([whole, Buffer.from('garbage')]));
    const torn = await traffic(['torn.gz']);
    expect(torn.warnings.map(({ code }: { code: string }) => code)).toEqual(['torn-archive']);
    expect(torn.lines).toBeGreaterThan(100);
    expect(torn.lines).toBeLessThan(lines.length);
    const tail = await traffic(['tail.gz']);
    expect(tail.warnings.map(({ code }: { code: string }) => code)).toEqual(['torn-archive']);
    expect(counted(tail.buckets)).toEqual(expected);
  });

  it('finds no harmless minutes in a log whose stamps know only the hour', async () => {
    const hourly = madeVisits(Date.UTC(2026, 0, 5), 21 * 24, 8).map((visit) =>
      combined({ ...visit, at: Math.floor(visit.at / hour) * hour }),
    );
    save('hourly.log', hourly.join('\n'));
    const args = ['plan', '--traffic', 'hourly.log', '--takes', '30m', '--zone', 'UTC', '--json'];
    const { stdout } = await place.run([...args, '--now', '2026-01-26T00:00:00Z']);
    const plan = JSON.parse(stdout);
    expect(plan.step).toBe('PT1H');
    expect(plan.warnings.map(({ code }: { code: string }) => code)).toContain('coarse-stamps');
    for (const { start, harm } of plan.candidates) {
      expect(new Date(start).getUTCMinutes()).toBe(0);
      expect(harm.expected).toBeGreaterThan(0);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'reads what another command writes into a pipe, whole (needs bash)',
    async () => {
      const long = madeVisits(Date.UTC(2026, 0, 5), 12, 400);
      save('long.log', long.map((visit) => combined(visit)).join('\n'));
      const command = '"$0" "$@" <(cat long.log)';
      const args = ['-c', command, process.execPath, bin, 'traffic', ...present, '--json'];
      const { stdout } = await promisify(execFile)('bash', args, { cwd: place.folder, maxBuffer: 1e8 });
      const read = JSON.parse(stdout);
      expect(read).toMatchObject({ lines: long.length, skipped: { count: 0 } });
      expect(counted(read.buckets)).toEqual(expectedBuckets(long));
    },
  );
});
