import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Series } from '../../packages/lull/src/traffic/series.ts';

/** A series of a service whose clock is known. */
export interface BenchSeries {
  readonly id: string;
  readonly zone: string;
  readonly series: Series;
}

/** Zones of well-known sample files; any other file is UTC unless zones.json or --zone says otherwise. */
const sampleZones: Readonly<Record<string, string>> = {
  'app_server_requests.csv': 'Europe/Berlin',
  'web_users_uplot.csv': 'America/Chicago',
  'nab_nyc_taxi_30min.csv': 'America/New_York',
  'worldcup98_15min.csv': 'Europe/Paris',
};

function toSeries(points: Map<number, number>): Series {
  const starts = [...points.keys()].sort((a, b) => a - b);
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < starts.length; i++) step = Math.min(step, starts[i]! - starts[i - 1]!);
  const start = starts[0]!;
  const values = new Float64Array(Math.round((starts.at(-1)! - start) / step) + 1).fill(Number.NaN);
  for (const [at, value] of points) values[Math.round((at - start) / step)] = value;
  return { start, step, values };
}

/**
 * The series of every CSV in a folder (`series_id,timestamp,value`, the timestamp the start of the bucket in UTC). The
 * step is the least distance of two points. Zones: --zone FILE=ZONE or SERIES=ZONE, then `zones.json` in the folder
 * (the same keys), then the known sample files, then UTC.
 */
export function loadFolder(folder: string, zones: Readonly<Record<string, string>>): BenchSeries[] {
  const listed = join(folder, 'zones.json');
  const table: Record<string, string> = {
    ...sampleZones,
    ...(existsSync(listed) ? JSON.parse(readFileSync(listed, 'utf8')) : {}),
    ...zones,
  };
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  return files.flatMap((file) => {
    const byId = new Map<string, Map<number, number>>();
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const cells = line.trim().split(',');
      const [id, timestamp, value] = cells.length === 2 ? [basename(file, '.csv'), ...cells] : cells;
      const at = Date.parse(timestamp ?? '');
      if (!id || Number.isNaN(at) || !value) continue;
      const points = byId.get(id) ?? new Map<number, number>();
      byId.set(id, points.set(at, Number(value)));
    }
    return [...byId]
      .filter(([, points]) => points.size > 1)
      .map(([id, points]) => ({
        id,
        zone: table[id] ?? table[file] ?? 'UTC',
        series: toSeries(points),
      }));
  });
}
