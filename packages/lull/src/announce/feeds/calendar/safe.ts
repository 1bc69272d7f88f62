import { escape as escapedText, type ICalCalendar } from 'ical-generator';
import { type Instant, SECOND } from '../../../time/instant.ts';
import { Temporal } from '../../../time/temporal.ts';
import { plain } from '../plain.ts';

/**
 * A moment as the calendar's library takes it: whole seconds, in UTC.
 *
 * @example moment(1_999).epochMilliseconds === 1_000
 */
export function moment(instant: Instant): Temporal.ZonedDateTime {
  const whole = Math.floor(instant / SECOND) * SECOND;
  return Temporal.Instant.fromEpochMilliseconds(whole).toZonedDateTimeISO('UTC');
}

/**
 * An address as a `mailto:` of RFC 6068 holds it: what could end or extend it is encoded.
 *
 * @example mailAddress('a?b=c@example.com') === 'a%3Fb%3Dc@example.com'
 */
export function mailAddress(address: string): string {
  return address.replace(/[^\p{L}\p{N}.!#$'*+/^_`{|}~@-]/gu, encodeURIComponent);
}

/** What made the calendar; a dash is put before it. */
export const prodId = '//Lull//Lull//EN';

/**
 * A calendar as it is sent: every line, the last one too, ends in CRLF.
 *
 * @example textOf(ical()).endsWith('END:VCALENDAR\r\n')
 */
export function textOf(calendar: ICalCalendar): string {
  return `${calendar.toString()}\r\n`;
}

/**
 * A text for the properties of a calendar itself, which the library takes as they are.
 *
 * @example escaped('Shop; Pay') === 'Shop\\; Pay'
 */
export function escaped(text: string): string {
  return escapedText(plain(text), false);
}
