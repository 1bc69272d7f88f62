import { z } from 'zod';
import { exactLength } from '../time/duration.ts';
import { isDate, parseMoment, type Recurrence, type RecurrenceRule, recurrence } from '../time/recurrence.ts';
import { badRule, mostStartsPerDay, parseRule } from '../time/rrule.ts';
import { wallClock } from '../time/wallclock.ts';
import { attempt, duration, list, read, text, words, zone } from './fields.ts';
import { risks } from './risk.ts';

const utc = wallClock('UTC');
const readMoment = (wholeDays: boolean) =>
  read('2026-01-05T02:00', (value) => {
    parseMoment(value, utc, { wholeDays });
    return value;
  });

/** A wall time or an instant. */
export const moment = readMoment(false).meta({
  description: 'Wall time in the zone (2026-01-05T02:00), or an instant when it ends in Z',
});
const momentOrDate = readMoment(true).meta({
  description:
    'Wall time in the zone (2026-01-05T02:00), an instant when it ends in Z, or a date for its midnight',
});
const moments = list(momentOrDate, '[2026-12-25T02:00]');

const recurring = {
  zone,
  start: momentOrDate,
  duration: duration('How long it lasts: ISO 8601 or 4h; days are nominal, hours exact'),
  rrule: text('FREQ=WEEKLY;BYDAY=SU')
    .nullish()
    .meta({ description: 'RFC 5545 recurrence rule; without one it happens once' }),
  exdate: moments.nullish().meta({ description: 'Starts that are left out' }),
  rdate: moments.nullish().meta({ description: 'Starts that are added' }),
};

const built = (written: RecurrenceRule, context: z.RefinementCtx) => {
  const loneDates = datesBesideTimes(written);
  for (const { value, path } of loneDates) attempt(context, value, () => parseMoment(value, utc), path);
  if (loneDates.length > 0) return z.NEVER;
  const field = exactLength(written.duration) > 0 ? 'rrule' : 'duration';
  return attempt(context, written, () => seldomEnough(written), [field]);
};

/** Once in five minutes. The next change of an answer is looked for through 400 days of occurrences. */
const MOST_A_DAY = 288;

function seldomEnough(written: RecurrenceRule): Recurrence {
  const made = recurrence(written);
  const rule = written.rrule ? parseRule(written.rrule) : null;
  const often = rule ? Math.min(mostStartsPerDay(rule), rule.count ?? Number.POSITIVE_INFINITY) : 1;
  if (!rule || often <= MOST_A_DAY) return made;
  const times = `it starts up to ${often.toLocaleString('en')} times a day`;
  throw badRule(rule.text, `${times}, and a window or freeze starts at most ${MOST_A_DAY} times`);
}

/**
 * Dates alone beside a start with a time of day: as midnights they would leave out and add nothing that is
 * meant.
 */
function datesBesideTimes(written: RecurrenceRule): { value: string; path: PropertyKey[] }[] {
  if (isDate(written.start)) return [];
  return (['exdate', 'rdate'] as const).flatMap((field) =>
    (written[field] ?? [])
      .map((value, i) => ({ value, path: [field, i] }))
      .filter(({ value }) => isDate(value)),
  );
}

export const windowSchema = z
  .strictObject({
    ...recurring,
    risk: z
      .enum(risks)
      .default('downtime')
      .meta({ description: 'The most that work in it may disturb: low < high < downtime' }),
    notice: duration('How long before its start work must be announced').prefault('P0D'),
    cutoff: duration('How long before its end no work may start any more').prefault('PT0S'),
    comment: words.nullish(),
  })
  .transform((window, context) => {
    const length = exactLength(window.duration);
    if (length > 0 && exactLength(window.cutoff) >= length) {
      const message = 'is not shorter than the window, so no work could ever start in it';
      context.addIssue({ code: 'custom', message, path: ['cutoff'] });
    }
    const { risk, notice, cutoff, comment } = window;
    return { risk, notice, cutoff, comment: comment ?? null, recurrence: built(window, context) };
  });

export const freezeSchema = z
  .strictObject({
    ...recurring,
    scope: z
      .strictObject({
        services: list(text('shop'), '[shop]').nullish().meta({ description: 'All services when left out' }),
        leastRisk: z.enum(risks).default('low').meta({ description: 'Work of this risk or more is frozen' }),
      })
      .nullish(),
    reason: words.nullish(),
  })
  .transform((freeze, context) => ({
    services: freeze.scope?.services ?? null,
    leastRisk: freeze.scope?.leastRisk ?? 'low',
    reason: freeze.reason ?? null,
    recurrence: built(freeze, context),
  }));
