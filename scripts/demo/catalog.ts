import { DAY } from '../../packages/lull/src/time/instant.ts';
import { wallClock } from '../../packages/lull/src/time/wallclock.ts';

/** What the shop's team has agreed on, as it keeps it in git: at night only, and told two days before. */
export const catalogOf = (zone: string, log: string, now: number): string => `organisation:
  name: A small shop
  announce:
    leastNotice: { downtime: P2D }

services:
  shop:
    zone: ${zone}
    description: A small shop
    public: true
    traffic: [${JSON.stringify(log)}]
    windows: [nightly]
    gates: { expect: 1, page: { name: A small shop, colour: "#1a6b54" } }

windows:
  nightly:
    zone: ${zone}
    start: ${firstNight(zone, now)}T00:00
    duration: PT7H
    rrule: FREQ=DAILY
    risk: downtime
    notice: P2D
    comment: after the orders of the day are through
`;

/** A day some weeks ago, so that the window has been there as long as the traffic. */
const firstNight = (zone: string, now: number): string =>
  new Date(wallClock(zone).shows(now - 35 * DAY)).toISOString().slice(0, 10);
