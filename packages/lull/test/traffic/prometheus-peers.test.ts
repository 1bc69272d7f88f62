import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Peer, Sample } from '../../../../test/peers/process.ts';
import { prometheusMissing, startPrometheus } from '../../../../test/peers/prometheus.ts';
import { startVictoriaMetrics, victoriaMetricsMissing } from '../../../../test/peers/victoria-metrics.ts';
import { DAY, formatInstant, HOUR, MINUTE } from '../../src/time/instant.ts';
import type { Reading, ReadOptions } from '../../src/traffic/reading.ts';
import { csvSource } from '../../src/traffic/sources/csv/source.ts';
import { prometheusSource, readPrometheus } from '../../src/traffic/sources/prometheus/source.ts';

const start = Date.UTC(2026, 0, 5);
const now = start + 28 * DAY;
const options: ReadOptions = { bucket: 5 * MINUTE, keep: new Set(), now };
const smallPages = { pagePoints: 700, timeout: 30_000, answerBytes: 2 ** 26 };

/**
 * Four weeks that repeat no figure within a day; whole stretches and, where told, single points are
 * missing.
 */
function fourWeeks(name: string, step: number, singleGaps: boolean): Sample[] {
  const samples: Sample[] = [];
  for (let k = 0; k < (28 * DAY) / step; k++) {
    const hourOfDay = ((k * step) % DAY) / HOUR;
    const outage = k % 1000 > 100 && k % 1000 < 120;
    if (outage || (singleGaps && k % 97 === 5)) continue;
    const value = Math.round(1000 - 900 * Math.cos((hourOfDay / 12) * Math.PI)) + (k % 7) / 8;
    samples.push({ name, labels: { shop: 'main' }, at: start + k * step, value });
  }
  return samples;
}

const hourly = fourWeeks('hourly_visits', HOUR, true);
const fine = fourWeeks('fine_visits', 5 * MINUTE, false);
const gappy = fourWeeks('gappy_visits', 5 * MINUTE, true);
const two: Sample[] = ['a', 'b'].flatMap((shop) =>
  fine.slice(0, 500).map((sample) => ({ ...sample, name: 'two_visits', labels: { shop, region: 'eu' } })),
);
const counter: Sample[] = Array.from({ length: 24 * 60 }, (_, k) => ({
  name: 'visits_total',
  at: start + k * MINUTE,
  value: k * 12,
}));
const samples = [...hourly, ...fine, ...gappy, ...two, ...counter];

async function fromCsv(of: readonly Sample[]): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'lull-csv-'));
  const path = join(folder, 'visits.csv');
  await writeFile(path, of.map(({ at, value }) => `${formatInstant(at)},${value}\n`).join(''));
  const reading = await csvSource.read([{ name: path, path, size: null }], options);
  await rm(folder, { recursive: true });
  return reading;
}

const peers = [
  { name: 'Prometheus', missing: prometheusMissing, start: startPrometheus, echoes: 8 },
  { name: 'VictoriaMetrics', missing: victoriaMetricsMissing, start: startVictoriaMetrics, echoes: 0 },
];

describe.each(peers)('a real $name gives what the same numbers from CSV give', (peer) => {
  describe.skipIf(peer.missing !== null)(peer.missing ?? peer.name, () => {
    let running: Peer;
    const ask = (query: string, more: Partial<ReadOptions> = {}) =>
      prometheusSource.read(`${running.url}?${query}`, { ...options, ...more });

    beforeAll(async () => {
      running = await peer.start(samples);
    });
    afterAll(() => running?.stop());

    it('hourly, with gaps', async () => {
      const reading = await ask('query=hourly_visits&step=1h');
      const same = await fromCsv(hourly);
      expect(reading.step).toBe(HOUR);
      expect(reading.buckets).toEqual(same.buckets);
      expect(reading.buckets.length).toBe(hourly.length);
    });

    it('hourly, when asked in steps of five minutes', async () => {
      const reading = await ask('query=hourly_visits');
      expect(reading.step).toBe(HOUR);
      expect(reading.buckets).toEqual((await fromCsv(hourly)).buckets);
      expect(reading.warnings.map(({ code }) => code)).toEqual(['coarser-samples']);
    });

    it('in steps of five minutes', async () => {
      const reading = await ask('query=fine_visits&step=5m');
      expect(reading.step).toBe(5 * MINUTE);
      const { buckets } = await fromCsv(fine);
      const stamps = new Set(fine.map(({ at }) => at));
      // Before version 3 Prometheus gives a sample once more at the very end of its five minutes of lookback.
      const echoed = reading.buckets.filter((bucket) => !stamps.has(bucket.start));
      expect(echoed.length).toBeLessThanOrEqual(peer.echoes);
      expect(reading.buckets.filter((bucket) => stamps.has(bucket.start))).toEqual(buckets);
      expect(buckets.length).toBeGreaterThan(7_900);
    });

    if (peer.echoes === 0) {
      it('in steps of five minutes, single points missing', async () => {
        const reading = await ask('query=gappy_visits&step=5m');
        expect(reading.buckets).toEqual((await fromCsv(gappy)).buckets);
      });
    }

    it('whatever the size of the pages', async () => {
      const whole = await ask('query=fine_visits&step=5m');
      const location = `${running.url}/api/v1/query_range?query=fine_visits&step=5m`;
      for (const pagePoints of [1_000, 1_001, 7_999]) {
        const paged = await readPrometheus(location, options, { ...smallPages, pagePoints });
        expect(paged.buckets).toEqual(whole.buckets);
      }
    });

    it('over a period of its own', async () => {
      const period = { from: start + 3 * DAY + 90_000, to: start + 5 * DAY };
      const reading = await ask('query=hourly_visits&step=1h', period);
      const wanted = hourly.filter(({ at }) => at >= period.from && at < period.to);
      expect(reading.buckets.map((bucket) => bucket.start)).toEqual(wanted.map(({ at }) => at));
    });

    it('nothing after now', async () => {
      const reading = await ask('query=hourly_visits&step=1h', { now: start + DAY + 30 * MINUTE });
      expect(reading.buckets.at(-1)?.start).toBe(start + 23 * HOUR);
      expect(reading.dropped.filtered).toBe(0);
    });

    it('one series of several, by a label or by its text', async () => {
      const refused = ask('query=two_visits&step=5m');
      await expect(refused).rejects.toMatchObject({
        code: 'unknown-series',
        message: expect.stringContaining('two_visits{region="eu",shop="b"}'),
      });
      for (const series of ['b', '{region="eu", shop="b"}', 'two_visits{region="eu",shop="b"}']) {
        const reading = await ask('query=two_visits&step=5m', { series });
        expect(reading.buckets.length).toBeGreaterThanOrEqual(500);
      }
      await expect(ask('query=two_visits', { series: 'eu' })).rejects.toMatchObject({
        code: 'unknown-series',
      });
      await expect(ask('query=two_visits', { series: 'c' })).rejects.toMatchObject({
        code: 'unknown-series',
      });
      const summed = await ask('query=sum(two_visits)&step=5m');
      expect(summed.buckets[0]?.value).toBe(two[0]!.value * 2);
    });

    it('an increase as the step before its time', async () => {
      const reading = await ask('query=increase(visits_total[1h])&step=1h');
      const sixth = reading.buckets.find((bucket) => bucket.start === start + 5 * HOUR);
      expect(sixth?.value).toBeCloseTo(720, 6);
      expect(reading.buckets.at(-1)?.start).toBe(start + 23 * HOUR);
      expect(reading.warnings.map(({ code }) => code)).toContain('stamp-end');
    });

    it('its own words for a query that it cannot read', async () => {
      await expect(ask('query=sum(')).rejects.toMatchObject({
        code: 'source-refused',
        message: expect.stringMatching(/pars/),
      });
    });

    it('no buckets and a warning for a metric that it does not have', async () => {
      const reading = await ask('query=nobody_knows');
      expect(reading.buckets).toEqual([]);
      expect(reading.warnings).toMatchObject([{ code: 'empty-query' }]);
    });
  });
});
