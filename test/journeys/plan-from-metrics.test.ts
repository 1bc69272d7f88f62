import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import type { Peer, Sample } from '../peers/process.ts';
import { prometheusMissing, startPrometheus } from '../peers/prometheus.ts';
import { startVictoriaMetrics, victoriaMetricsMissing } from '../peers/victoria-metrics.ts';

const hour = 3_600_000;
const weeks = 4;
const start = Date.UTC(2026, 0, 5);
const now = new Date(start + weeks * 168 * hour).toISOString();

/** Four weeks of a service that sleeps at night, and more so on Sundays. */
function visits(name: string, step: number): Sample[] {
  return Array.from({ length: (weeks * 168 * hour) / step }, (_, i) => {
    const at = start + i * step;
    const time = (at % (24 * hour)) / hour;
    const sunday = new Date(at).getUTCDay() === 0 ? 0.6 : 1;
    return {
      name,
      at,
      value: Math.round(sunday * (500 - 450 * Math.cos(((time - 4) / 12) * Math.PI))) + (at % 7),
    };
  });
}

const lost = (at: number): boolean => new Date(at).getUTCDay() === 2 && new Date(at).getUTCHours() === 9;
const hourly = visits('hourly_visits', hour).filter(({ at }) => !lost(at));
const fine = visits('fine_visits', hour / 12);
const place = workplace();
afterAll(place.remove);

const peers = [
  { name: 'Prometheus', missing: prometheusMissing, startPeer: startPrometheus },
  { name: 'VictoriaMetrics', missing: victoriaMetricsMissing, startPeer: startVictoriaMetrics },
];

describe.each(peers)('lull plan from a real $name', ({ name, missing, startPeer }) => {
  describe.skipIf(missing !== null)(missing ?? 'is the plan from the same numbers in CSV', () => {
    let peer: Peer;
    beforeAll(async () => {
      peer = await startPeer([...hourly, ...fine]);
    });
    afterAll(() => peer?.stop());

    it.each([
      ['hourly, with hours lost', 'hourly_visits', '1h', hourly],
      ['every five minutes', 'fine_visits', '5m', fine],
    ])('%s', async (_, metric, step, samples) => {
      const csv = `${name}-${metric}.csv`;
      place.write(csv, samples.map(({ at, value }) => `${new Date(at).toISOString()},${value}\n`).join(''));
      const plan = async (source: string) => {
        const args = ['--takes', '2h', '--zone', 'Europe/Berlin', '--now', now, '--json'];
        const { code, stdout } = await place.run(['plan', '--traffic', source, ...args]);
        expect(code).toBe(0);
        const { warnings, ...answer } = JSON.parse(stdout);
        return answer;
      };
      const fromCsv = await plan(csv);
      expect(fromCsv.candidates).toHaveLength(5);
      const fromPeer = await plan(`${peer.url}?query=${metric}&step=${step}`);
      expect(fromPeer).toEqual(fromCsv);
    });
  });
});
