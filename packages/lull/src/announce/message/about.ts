import type { Told } from '../contract.ts';
import type { LetterFacts } from './message.ts';

/**
 * What a notice is about: what holds; of what is withdrawn what was told before, of the services that are not
 * in it any more. Of the rest its recipients may know nothing.
 *
 * @example aboutOf({ kind: 'withdrawn', told, before }).start === before.start
 */
export function aboutOf({ kind, told, before }: Pick<LetterFacts, 'kind' | 'told' | 'before'>): Told {
  if (kind !== 'withdrawn' || before === null) return told;
  const gone = before.services.filter((name) => !told.services.includes(name));
  return gone.length === 0 ? before : { ...before, services: gone };
}
