/** How often the simplest windows are. */
export const often = {
  daily: 'FREQ=DAILY',
  weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH',
  sunday: 'FREQ=WEEKLY;BYDAY=SU',
} as const;

const day = 86_400_000;
/** Days of the week that the rule begins on, from Sunday. */
const begins = { daily: null, weekdays: 1, sunday: 0 } as const;

/**
 * The first start of such a window: on the wall clock, today or on the next day that the rule has.
 *
 * @param time as a time field has it
 * @example firstStart('sunday', '02:00', new Date('2026-11-24T12:00')) === '2026-11-29T02:00'
 */
export function firstStart(days: keyof typeof often, time: string, now = new Date()): string {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const wanted = begins[days];
  const ahead = wanted === null ? 0 : (wanted - new Date(today).getUTCDay() + 7) % 7;
  return `${new Date(today + ahead * day).toISOString().slice(0, 10)}T${time}`;
}
