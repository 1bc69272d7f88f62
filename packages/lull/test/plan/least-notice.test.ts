import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import type { LullError } from '../../src/errors.ts';
import { calendarsOf } from '../../src/plan/calendar.ts';
import { may, nextOpenStart } from '../../src/plan/may.ts';
import { nothingFits } from '../../src/plan/obstacles.ts';
import type { Mode } from '../../src/plan/rules.ts';
import { DAY, HOUR, parseInstant } from '../../src/time/instant.ts';
import { work } from './calendar.ts';

const announced = parseInstant('2026-03-27T09:30:00Z');

const catalog = parseCatalog(
  `
organisation: { announce: { leastNotice: { high: PT24H, downtime: P3D } } }
services:
  shop: { zone: Europe/Berlin }
  bank: { zone: UTC, announce: { leastNotice: { downtime: P5D } }, windows: [nightly] }
windows:
  nightly: { zone: UTC, start: 2026-01-01T22:00, duration: PT8H, rrule: FREQ=DAILY, notice: P1D }
`,
  'lull.yaml',
);

const wanted = (mode: Mode = 'full') => work({ takes: HOUR, mode, announced });
const ask = (services: string[], at: number, mode?: Mode) =>
  may(calendarsOf(catalog, services), wanted(mode), at, 'UTC');

describe('the least notice', () => {
  it('counts days on the wall clock of the service from when it was announced', () => {
    // Berlin goes to summer time on the 29th: three days are an hour less than 72.
    const first = announced + 3 * DAY - HOUR;
    expect(ask(['shop'], first).open).toBe(true);
    expect(ask(['shop'], first - 1)).toMatchObject({
      open: false,
      changesAt: first,
      reasons: [
        {
          rule: 'notice',
          name: null,
          message:
            'the policy wants 3d of notice: announced Fri 2026-03-27 09:30 UTC, the earliest is ' +
            'Mon 2026-03-30 08:30 UTC',
        },
      ],
    });
  });

  it('is of the risk that the mode needs', () => {
    expect(ask(['shop'], announced + DAY, 'read-only').open).toBe(true);
    expect(ask(['shop'], announced + DAY - 1, 'read-only').open).toBe(false);
    expect(ask(['shop'], announced, 'at-risk').open).toBe(true);
  });

  it("is a service's own, beside what its windows want, and each of several services' own", () => {
    const night = announced + 4 * DAY + 14 * HOUR;
    const rules = (services: string[], at: number) =>
      ask(services, at).reasons.map(({ rule, name, message }) => [rule, name, message.includes('"bank"')]);
    expect(rules(['bank'], night)).toEqual([['notice', null, false]]);
    expect(ask(['bank'], night + DAY).open).toBe(true);
    expect(rules(['shop', 'bank'], night)).toEqual([['notice', null, true]]);
  });

  it('is looked past for the next start, and named where nothing fits', () => {
    const calendars = calendarsOf(catalog, ['shop']);
    const next = nextOpenStart(calendars, wanted(), announced);
    expect(next).toBe(announced + 3 * DAY - HOUR);
    const range = { start: announced, end: announced + DAY };
    const calendar = calendars[0]!(range);
    const error: LullError = nothingFits(calendar, wanted(), range, { next, zone: 'UTC' });
    expect(error.todo).toContain('with shorter notice: Fri 2026-03-27 09:30 UTC');
  });
});
