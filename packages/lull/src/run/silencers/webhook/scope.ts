import type { Scope } from '../contract.ts';

/**
 * What a webhook is told of a scope: all of it, as it is written.
 *
 * @example readScope({ hosts: ['web1'] }) // { hosts: ['web1'] }
 */
export function readScope(scope: Scope): Scope {
  return scope;
}

/**
 * A scope as people read it.
 *
 * @example shownScope({}) === 'whatever it makes of it'
 */
export function shownScope(scope: Scope): string {
  const written = Object.entries(scope).map(([field, value]) => `${field}: ${String(value)}`);
  return written.length > 0 ? written.join('; ') : 'whatever it makes of it';
}
