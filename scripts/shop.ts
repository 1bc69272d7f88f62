import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../packages/lull/src/time/instant.ts';
import { generateAccessLog } from './generate-access-log.ts';

const config = `organisation:
  name: Example
  team: { zone: Europe/London, hours: "09:00-17:30", days: [MO, TU, WE, TH, FR] }

services:
  shop:
    zone: America/New_York
    windows: [nightly, weekend]

windows:
  nightly:
    zone: America/New_York
    start: 2026-01-05T00:00
    duration: PT7H
    rrule: FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
    risk: downtime
    notice: P2D
    cutoff: PT1H
    comment: after the nightly orders are through
  weekend:
    zone: America/New_York
    start: 2026-01-03T02:30
    duration: PT7H
    rrule: FREQ=WEEKLY;BYDAY=SA,SU
    risk: downtime
    notice: P2D
    comment: the support desk opens at nine

freezes:
  thanksgiving:
    zone: America/New_York
    start: 2026-11-26T00:00
    duration: P5D
    reason: the busiest days of the year
  election:
    zone: America/New_York
    start: 2026-11-03T12:00
    duration: P1D
    reason: everybody is watching
`;

/**
 * Writes a small shop into a folder: `lull.yaml`, and `access.log` with the six weeks before `now`.
 *
 * @returns path of the log
 */
export function writeShop(folder: string, now: string): string {
  writeFileSync(join(folder, 'lull.yaml'), config);
  const file = join(folder, 'access.log');
  const days = 42;
  generateAccessLog({
    file,
    start: Date.parse(now) - days * DAY,
    days,
    zone: 'America/New_York',
    visitorsAtPeak: 12,
  });
  return file;
}
