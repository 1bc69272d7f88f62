import ICAL from 'ical.js';
import type { ReceivedMail } from '../../../../../test/peers/smtp.ts';

/** Who, the subject, the time as it is told first, and what their calendar makes of it. */
export function told({ to, parsed, raw }: ReceivedMail): string {
  const time = parsed.text!.split('\n').find((line) => / UTC| \(UTC/.test(line));
  return [to[0]!.split('@')[0]!.padEnd(4) + parsed.subject, time, inviteOf(raw)].join('\n    ');
}

/** What a mail's calendar part says. */
export function calendarOf(raw: string): string {
  const part =
    /content-type: text\/calendar[^\r]*(?:\r\n[ \t][^\r]*)*\r\n([\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/i.exec(
      raw,
    )!;
  const isBase64 = /base64/i.test(raw.slice(part.index, part.index + part[0].length - part[2]!.length));
  return isBase64 ? Buffer.from(part[2]!, 'base64').toString() : fromQuotedPrintable(part[2]!);
}

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** The same in a line, with its METHOD. */
export function inviteOf(raw: string): string {
  const calendar = calendarOf(raw);
  const method = new ICAL.Component(ICAL.parse(calendar)).getFirstPropertyValue('method');
  return `${method} ${eventsOf(calendar).join(' & ')}`;
}

/** The events of a calendar, each as a line: SEQUENCE, status, begin and end in UTC. */
export function eventsOf(calendar: string): readonly string[] {
  const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents('vevent');
  return events.map((event) => {
    const time = (name: string) =>
      (event.getFirstPropertyValue(name) as ICAL.Time).toJSDate().toISOString().slice(0, 16);
    const [sequence, status] = ['sequence', 'status'].map((name) => event.getFirstPropertyValue(name));
    return `#${sequence} ${status} ${time('dtstart')}Z – ${time('dtend')}Z`;
  });
}
