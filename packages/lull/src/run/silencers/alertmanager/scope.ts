import { type Matcher, parseMatcher } from '../../../catalog/silences.ts';
import { refusal } from '../calls/open.ts';
import type { Scope } from '../contract.ts';

/**
 * The matchers of a scope.
 *
 * @throws LullError `silencer-refused` for a scope of another kind
 * @example readScope('alerts', { matchers: ['service="shop"'] })[0].value === 'shop'
 */
export function readScope(name: string, { matchers }: Scope): readonly Matcher[] {
  const read = Array.isArray(matchers) ? matchers.map((written) => parseMatcher(String(written))) : [];
  const whole = read.filter((matcher) => matcher !== null);
  if (whole.length > 0 && whole.length === read.length) return whole;
  throw refusal(
    name,
    'is an Alertmanager and is given no matchers',
    `Write for example silences: [{ by: ${name}, matchers: ['service="shop"'] }].`,
  );
}

/**
 * A matcher as Alertmanager writes it.
 *
 * @example writtenMatcher({ name: 'a', value: 'b', isRegex: true, isEqual: false }) === 'a!~"b"'
 */
export function writtenMatcher({ name, value, isRegex, isEqual }: Matcher): string {
  const how = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  const escaped = value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `${name}${how}"${escaped}"`;
}
