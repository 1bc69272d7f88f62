import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, formatInstant, HOUR } from '../../../src/time/instant.ts';
import type { Reading, ReadOptions } from '../../../src/traffic/reading.ts';
import { csvSource } from '../../../src/traffic/sources/csv/source.ts';

/** First hour of what the tests write. */
export const csvStart = Date.UTC(2026, 0, 5);

export const csvOptions: ReadOptions = {
  bucket: 300_000,
  keep: new Set(),
  now: csvStart + 365 * DAY,
};

/** What Lull reads from files with these contents. */
export async function read(
  content: string | Buffer | readonly (string | Buffer)[],
  more: Partial<ReadOptions> = {},
): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'lull-csv-'));
  try {
    const inputs = [];
    for (const part of [content].flat()) {
      const path = join(folder, `${inputs.length}.csv`);
      await writeFile(path, part);
      inputs.push({ name: path, path, size: Buffer.byteLength(part) });
    }
    return await csvSource.read(inputs, { ...csvOptions, ...more });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Rows of so many hours. */
export function hourly(count: number, row: (at: string, hour: number) => string): string {
  return Array.from({ length: count }, (_, hour) => row(formatInstant(csvStart + hour * HOUR), hour)).join(
    '\n',
  );
}

/** Starts and values, and nothing that need not be looked at. */
export function figures({ buckets }: Reading): [string, number | null][] {
  return buckets.map((bucket) => [formatInstant(bucket.start), bucket.value]);
}

export function codes({ warnings }: Reading): string[] {
  return warnings.map(({ code }) => code);
}
