import { comingTimes, idleExceptions, timesOnClockChanges } from '../../catalog/coming.ts';
import { badFields, type FieldMistake } from '../../catalog/mistakes.ts';
import { readEntry } from '../../catalog/read-entry.ts';
import { clockRemark } from '../../catalog/remark.ts';
import type { Occurrence, Recurrence, RecurrenceRule } from '../../time/recurrence.ts';
import { answer } from '../answer.ts';
import { previewFreeze, previewWindow } from '../contract/preview.ts';
import type { Routes } from '../parts.ts';
import { localTime, told } from '../views/times.ts';

const kinds = { window: previewWindow, freeze: previewFreeze } as const;

/** More changes of the clocks than a year has in any zone are nobody's question. */
const MOST_CLOCK_CHANGES = 4;

/** The next times of windows and freezes that are only written yet. */
export const previewRoutes: Routes = (mount, { keeper }) => {
  for (const [kind, endpoint] of Object.entries(kinds) as [keyof typeof kinds, typeof previewWindow][]) {
    mount(endpoint, async ({ c, body, query }) => {
      const { recurrence, written } = readRule(kind, body);
      const from = query.from ?? (await keeper.now());
      // One more than is asked for says whether others follow.
      const times = comingTimes(recurrence, from, query.count + 1);
      const view = (occurrence: Occurrence) => previewed(occurrence, recurrence.zone);
      return answer(c, endpoint, {
        zone: recurrence.zone,
        items: times.slice(0, query.count).map(view),
        complete: times.length <= query.count,
        clockChanges: timesOnClockChanges(recurrence, from, MOST_CLOCK_CHANGES).map(view),
        idle: idleExceptions(written),
      });
    });
  }
};

/** @throws LullError `bad-request` with every mistake of the fields */
function readRule(
  kind: keyof typeof kinds,
  body: unknown,
): { readonly recurrence: Recurrence; readonly written: RecurrenceRule } {
  const mistakeAt = (
    path: readonly PropertyKey[],
    message: string,
    hint: string | null = null,
  ): FieldMistake => ({
    field: path.slice(2).join('.'),
    message,
    hint,
  });
  const { entry, item, mistakes } = readEntry(kind, 'preview', body, mistakeAt);
  if (item === null || mistakes.length > 0) throw badFields('bad-request', `the ${kind}`, mistakes);
  const { recurrence } = item;
  const written = { ...entry.body, duration: recurrence.duration } as unknown as RecurrenceRule;
  return { recurrence, written };
}

function previewed(occurrence: Occurrence, zone: string) {
  const { start, end, wallStart, remark } = occurrence;
  return {
    start: told(start),
    end: told(end),
    startLocal: localTime(start, zone),
    endLocal: localTime(end, zone),
    named: new Date(wallStart).toISOString().slice(0, 19),
    hour: remark,
    remark: clockRemark(occurrence, zone),
  };
}
