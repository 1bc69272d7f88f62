import type { Service, TrafficEntry } from '../catalog/catalog.ts';
import { LullError } from '../errors.ts';
import { type Instant, MINUTE } from '../time/instant.ts';
import { mergeReadings } from '../traffic/merge.ts';
import { readTraffic } from '../traffic/read.ts';
import type { Reading } from '../traffic/reading.ts';
import type { Keeper } from './contract.ts';

/**
 * Each source with its own format and series, in buckets of five minutes. What is counted here is a source
 * too, and the only one where the service names none.
 *
 * @throws LullError `empty-traffic` where there is none, and what sources throw
 */
export async function readingOf(
  { counter }: Keeper,
  { name, traffic }: Service,
  now: Instant,
  signal?: AbortSignal,
): Promise<Reading> {
  const isCounted = ({ source }: TrafficEntry): boolean => source === counter?.name;
  const wantsCounts = traffic.length === 0 || traffic.some(isCounted);
  const counted = wantsCounts && counter ? await counter.read(name, now) : null;
  const others = traffic.filter((entry) => !isCounted(entry));
  if (others.length === 0 && counted === null) {
    const todo = 'Name one under "traffic" of it, or ask for the next open moment with lull may.';
    const what = traffic.length === 0 ? 'has no traffic source' : 'has gates that have counted nothing yet';
    throw new LullError('empty-traffic', `${name} ${what}`, todo);
  }
  const readings: Reading[] = counted ? [counted] : [];
  for (const { source, format, series } of others) {
    readings.push(
      await readTraffic([source], {
        bucket: 5 * MINUTE,
        keep: new Set(),
        now,
        ...(format !== undefined && { format }),
        ...(series !== undefined && { series }),
        ...(signal && { signal }),
      }),
    );
  }
  return mergeReadings(readings);
}

interface Kept {
  /** When it was begun: it is as old as that. */
  readonly at: Instant;
  readonly reading: Promise<Reading>;
  isRead: boolean;
}

/** A year in buckets of five minutes is some 20 MB; a few people look at a few services. */
const mostKept = 4;
/** How long what was read is good for a picture, milliseconds. */
const goodFor = MINUTE;

const kept = new WeakMap<Keeper, Map<string, Kept>>();

/**
 * The same for pictures, which are asked for again with every move of somebody who plans: what was read
 * within the last minute is not read again, and nothing is read twice at a time.
 *
 * @throws LullError as `readingOf`
 */
export async function readingNearly(keeper: Keeper, service: Service, now: Instant): Promise<Reading> {
  const known = keptOf(keeper).get(keyOf(service));
  if (known && (!known.isRead || (now >= known.at && now - known.at < goodFor))) return known.reading;
  const reading = readingOf(keeper, service, now);
  const mine = keep(keeper, service, { at: now, reading, isRead: false });
  reading.then(
    () => {
      mine.isRead = true;
    },
    () => forget(keeper, service, mine),
  );
  return reading;
}

/** Keeps what a ranking has read, so that pictures beside it say the same. */
export function keepReading(keeper: Keeper, service: Service, at: Instant, reading: Reading): void {
  const known = keptOf(keeper).get(keyOf(service));
  if (known && known.at > at) return;
  keep(keeper, service, { at, reading: Promise.resolve(reading), isRead: true });
}

function keep(keeper: Keeper, service: Service, one: Kept): Kept {
  const readings = keptOf(keeper);
  readings.delete(keyOf(service));
  readings.set(keyOf(service), one);
  const [oldest] = readings.keys();
  if (readings.size > mostKept && oldest !== undefined) readings.delete(oldest);
  return one;
}

function forget(keeper: Keeper, service: Service, one: Kept): void {
  const readings = keptOf(keeper);
  if (readings.get(keyOf(service)) === one) readings.delete(keyOf(service));
}

function keptOf(keeper: Keeper): Map<string, Kept> {
  const readings = kept.get(keeper) ?? new Map<string, Kept>();
  kept.set(keeper, readings);
  return readings;
}

/** A service that reads from elsewhere since has another key. */
function keyOf({ name, traffic }: Service): string {
  return JSON.stringify([name, traffic]);
}
