import type { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { moment, readersZone } from './moment.ts';

/**
 * What an error of the server tells beside its sentence: the rules in the way and the next moment without
 * them, every mistake of a request, and what happened since a version.
 */
export function errorDetails({ message, details }: LullError): string[] {
  const { reasons, next, mistakes, changes, zone } = details;
  return [
    ...messagesIn(reasons)
      .filter((text) => !message.includes(text))
      .map((text) => `  ${printable(text)}`),
    ...messagesIn(mistakes)
      .filter((text) => !message.includes(text))
      .map((text) => `  ${printable(text)}`),
    ...messagesIn(changes).map((text) => `  ${printable(text)}`),
    ...(reasons ? nextLine(next, typeof zone === 'string' ? zone : readersZone()) : []),
  ];
}

/** The sentences in a list of what has one; nothing for what is no such list. */
export function messagesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: { at?: unknown; message?: unknown } | null) => {
    if (typeof one?.message !== 'string') return [];
    return [typeof one.at === 'string' ? `${one.at}: ${one.message}` : one.message];
  });
}

function nextLine(next: unknown, zone: string): string[] {
  if (next === null) return ['No moment without them comes within 400 days.'];
  return typeof next === 'string'
    ? [`The next moment without them is ${moment(parseInstant(next), zone)}.`]
    : [];
}
