/** The days of the week as RFC 5545 and lull.yaml write them, Monday first. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export type Weekday = (typeof weekdays)[number];

/**
 * Whether the text is such a day.
 *
 * @example isWeekday('MO') === true
 */
export function isWeekday(text: string): text is Weekday {
  return (weekdays as readonly string[]).includes(text);
}
