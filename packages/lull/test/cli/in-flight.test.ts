import { expect, it } from 'vitest';
import type { DowntimeView } from '../../src/api/contract/downtime-view.ts';
import type { GatesOfService } from '../../src/api/contract/gates.ts';
import { inFlightLine } from '../../src/cli/render/in-flight.ts';
import { parseInstant, SECOND } from '../../src/time/instant.ts';

const began = '2026-12-01T22:00:00Z';
const now = parseInstant(began) + 40 * SECOND;

function line(atDrainDeadline: string, ...inFlight: number[]): string | null {
  const plan = { atDrainDeadline, drainWithin: 'PT1M' };
  const downtime = { state: 'draining', plan, actual: { drainingAt: began } } as unknown as DowntimeView;
  const gates = inFlight.map((count, i) => ({ name: `web-${i}`, inFlight: count }));
  return inFlightLine(downtime, [{ gates } as unknown as GatesOfService], now);
}

it('is told with where it is, and with what becomes of it at the deadline by policy', () => {
  expect(line('go-on', 0, 2, 5)).toBe(
    '7 in flight (web-2: 5, web-1: 2); its time is over in 20s: then the work begins in spite of it',
  );
  expect(line('wait', 1, 1, 1, 1, 1, 1)).toMatch(/^6 in flight \(.*, 1 more\); .*: then somebody is asked$/);
  expect(line('abort', 0)).toBe('0 in flight; its time is over in 20s: then it is called off');
  expect(line('abort')).toContain('no gate counts what is in flight');
});
