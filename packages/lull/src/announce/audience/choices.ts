import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { excerpt, printable } from '../../printable.ts';
import { parseZone } from '../../time/zone.ts';
import { optionalKinds } from '../contract.ts';
import type { Choices } from './rows.ts';

/** What is wanted where nothing is said: everything, in English, in each service's own zone. */
export const usualChoices: Choices = { language: 'en', zone: null, services: null, kinds: null };

/** More services than anybody names one by one. */
const mostServices = 500;

const tag = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/;

/**
 * Choices in the form in which they are kept: the language in lower case, each name once, in order.
 *
 * @param known the services that may be chosen
 * @throws LullError `bad-request`, `unknown-zone`; `unknown-service`, which names the one that may be meant
 * @example readChoices({ ...usualChoices, language: 'DE' }, catalog.services).language === 'de'
 */
export function readChoices(given: Choices, known: { has(name: string): boolean; keys(): Iterable<string> }) {
  const { language, zone, services, kinds } = given;
  const spoken = language.toLowerCase();
  if (!tag.test(spoken)) {
    throw new LullError(
      'bad-request',
      `"${excerpt(language)}" is not a language`,
      'Use a tag such as en or de.',
    );
  }
  if (services !== null && (services.length === 0 || services.length > mostServices)) {
    const todo = 'Name services, or leave them out for all.';
    throw new LullError('bad-request', `${services.length} services are named`, todo);
  }
  const odd = kinds?.find((kind) => !optionalKinds.includes(kind));
  if (odd !== undefined) {
    const todo = `Use ${optionalKinds.join(', ')}.`;
    throw new LullError('bad-request', `"${excerpt(odd)}" is nothing that can be left out`, todo);
  }
  const stranger = services?.find((name) => !known.has(name));
  if (stranger !== undefined) throw unknownService(stranger, known.keys());
  return {
    language: spoken,
    zone: zone === null ? null : parseZone(zone),
    services: services && [...new Set(services)].sort(),
    kinds: kinds && optionalKinds.filter((kind) => kinds.includes(kind)),
  };
}

function unknownService(name: string, known: Iterable<string>): LullError {
  const meant = nearest(name, [...known]);
  return new LullError(
    'unknown-service',
    `"${excerpt(name)}" is not a service`,
    meant === null ? 'See which there are with lull services.' : `Did you mean ${printable(meant)}?`,
  );
}
