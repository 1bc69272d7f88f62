import { tryTraffic as tryIt } from '../../keeper/try-traffic.ts';
import { type Bucket, type Progress, periodOf, type Reading } from '../../traffic/reading.ts';
import { answer } from '../answer.ts';
import type { Answered } from '../contract/endpoint.ts';
import { tryTraffic } from '../contract/traffic-trial.ts';
import type { Routes } from '../parts.ts';
import { Places } from '../stream/places.ts';
import { streamed } from '../stream/response.ts';
import { longestTrial, toldReading, tooLong } from '../stream/traffic.ts';
import { told, toldLength } from '../views/times.ts';

/** So many readings of one caller at a time. */
const AT_ONCE = 2;

/** Reads a source that is only written yet, and says what is in it. */
export const trafficTrialRoutes: Routes = (mount, { keeper, streams }) => {
  const places = new Places(AT_ONCE);

  mount(tryTraffic, async ({ c, actor, body }) => {
    if (streams.signal.aborted) throw tooLong();
    const leave = places.take(`${actor.kind} ${actor.id}`);
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, streams.signal, AbortSignal.timeout(longestTrial)]);
    const read = async (onProgress?: (progress: Progress) => void) =>
      viewOf(await tryIt(keeper, actor, body, { signal, ...(onProgress && { onProgress }) }));
    if (!c.req.header('accept')?.includes('text/event-stream')) {
      c.req.raw.signal.addEventListener('abort', () => ending.abort());
      return answer(c, tryTraffic, await read().finally(leave));
    }
    const pieces = toldReading(read, signal, c.get('request'));
    return c.body(streamed(pieces, ending, leave), 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
  });
};

function viewOf(reading: Reading): Answered<typeof tryTraffic> {
  const { format, files, lines, skipped, dropped, step, buckets, warnings } = reading;
  const period = periodOf(reading);
  const first = skipped.first && { ...skipped.first, file: skipped.first.file ?? null };
  return {
    format,
    files,
    lines,
    skipped: { count: skipped.count, first },
    dropped: { bots: dropped.bots, assets: dropped.assets, filtered: dropped.filtered },
    step: toldLength(step),
    buckets: buckets.length,
    start: told(period?.start ?? null),
    end: told(period?.end ?? null),
    counted: {
      requests: sumOf(buckets, 'requests'),
      writes: sumOf(buckets, 'writes'),
      value: sumOf(buckets, 'value'),
    },
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** Null where no bucket knows the figure. */
function sumOf(buckets: readonly Bucket[], figure: 'requests' | 'writes' | 'value'): number | null {
  let sum: number | null = null;
  for (const bucket of buckets) {
    const known = bucket[figure];
    if (known !== null) sum = (sum ?? 0) + known;
  }
  return sum;
}
