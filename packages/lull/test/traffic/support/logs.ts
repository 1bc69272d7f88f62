import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { readTraffic } from '../../../src/traffic/read.ts';
import type { Reading, ReadOptions } from '../../../src/traffic/reading.ts';

/** A folder for the files of one test file, removed after it. */
export function scratchFolder(): {
  path(name: string): string;
  write(name: string, text: string | Buffer): string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'lull-traffic-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    write(name, text) {
      writeFileSync(path(name), text);
      return path(name);
    },
  };
}

export const plain: ReadOptions = { bucket: 300_000, keep: new Set(), now: Date.UTC(2030, 0, 1) };

/** Reads files with the usual options and some of one's own. */
export function read(locations: string | string[], options: Partial<ReadOptions> = {}): Promise<Reading> {
  return readTraffic([locations].flat(), { ...plain, ...options });
}

/** Requests, writes and visitors of all buckets. */
export function sums({ buckets }: Reading) {
  return {
    requests: buckets.reduce((sum, bucket) => sum + bucket.requests!, 0),
    writes: buckets.reduce((sum, bucket) => sum + bucket.writes!, 0),
    visitors: buckets.reduce((sum, bucket) => sum + bucket.visitors!, 0),
  };
}

/** Lines that are accounted for: counted, dropped on purpose, or skipped with a reason. */
export function accounted({ buckets, dropped, skipped }: Reading): number {
  const counted = buckets.reduce((sum, bucket) => sum + bucket.requests!, 0);
  return counted + dropped.bots + dropped.assets + dropped.filtered + skipped.count;
}

export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
export const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** A line in the combined format, with what is not said being ordinary. */
export function combined({
  client = '192.0.2.1',
  time = '05/Jan/2026:02:00:00 +0000',
  request = 'GET / HTTP/1.1',
  status = 200,
  agent = firefox,
}: {
  client?: string;
  time?: string;
  request?: string;
  status?: number;
  agent?: string;
} = {}): string {
  return `${client} - - [${time}] "${request}" ${status} 512 "-" "${agent}"`;
}
