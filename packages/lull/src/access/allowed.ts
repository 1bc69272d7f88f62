import { LullError } from '../errors.ts';
import { type Action, type Actor, actions, type Role, roles } from './contract.ts';

/**
 * Whether a role reaches another one; null is nobody's role and reaches nothing.
 *
 * @example roleReaches('owner', 'viewer') === true
 */
export function roleReaches(role: Role | null | undefined, least: Role): boolean {
  return role != null && roles.indexOf(role) >= roles.indexOf(least);
}

/**
 * The lesser of a role and a ceiling; a ceiling of null takes nothing away.
 *
 * @example lesser('owner', 'scheduler') === 'scheduler'
 */
export function lesser(role: Role | null, ceiling: Role | null): Role | null {
  if (role === null || ceiling === null) return role;
  return roleReaches(role, ceiling) ? ceiling : role;
}

/**
 * Whether the actor may do something. With `null` (or no service at all) it is about the whole server, which
 * grants for single services never allow. What touches several services is changed only by who may change
 * each of them, and read by who may read any of them: it is in part theirs.
 *
 * @example allowed(scheduler, 'schedule', ['shop']) === true
 */
export function allowed(actor: Actor, action: Action, services: readonly string[] | null): boolean {
  if (actor.scopes !== null && !actor.scopes.includes(action)) return false;
  const least = actions[action];
  if (roleReaches(actor.role, least)) return true;
  if (services === null || services.length === 0) return false;
  const granted = (service: string) => roleReaches(actor.grants.get(service), least);
  return action === 'read' ? services.some(granted) : services.every(granted);
}

/**
 * The names of the services that the actor may read; null for all of them.
 *
 * @example visible({ ...actor, role: null, grants: new Map([['shop', 'viewer']]) }) // Set { 'shop' }
 */
export function visible(actor: Actor): ReadonlySet<string> | null {
  if (allowed(actor, 'read', null)) return null;
  return new Set([...actor.grants.keys()].filter((service) => allowed(actor, 'read', [service])));
}

/**
 * Goes on only if somebody is signed in and may do that.
 *
 * @throws LullError `not-signed-in` when nobody is; `not-found` for what the caller may not even read, so
 * that an answer never tells that it exists; else `not-allowed`, which names the role that may.
 * @example demand(actor, 'schedule', downtime.plan.services);
 */
export function demand(
  actor: Actor | null,
  action: Action,
  services: readonly string[] | null,
): asserts actor is Actor {
  if (actor === null) throw notSignedIn('Nobody is signed in.');
  if (allowed(actor, action, services)) return;
  if (services !== null && services.length > 0 && !allowed(actor, 'read', services)) {
    throw new LullError('not-found', 'There is no such thing, or you may not see it.', 'Check the name.');
  }
  throw notAllowed(actor, action, services);
}

/**
 * The refusal of a request without a known sender.
 *
 * @example throw notSignedIn('The key is unknown, expired or revoked.');
 */
export function notSignedIn(what: string): LullError {
  return new LullError(
    'not-signed-in',
    what,
    'Sign in with `lull login`, or send a key as `Authorization: Bearer lull_…`.',
  );
}

function notAllowed(actor: Actor, action: Action, services: readonly string[] | null): LullError {
  const least = actions[action];
  const outOfScope = actor.scopes !== null && !actor.scopes.includes(action);
  const where = services === null || services.length === 0 ? '' : ` for ${services.join(', ')}`;
  return new LullError(
    'not-allowed',
    outOfScope
      ? `The key "${actor.name}" is not made for "${action}".`
      : `${actor.name} may not ${action}${where}: that takes the role ${least}.`,
    outOfScope ? `Make a key with the scope ${action}.` : `Ask an owner for the role ${least}${where}.`,
    { action, role: least, ...(where === '' ? {} : { services: [...(services ?? [])] }) },
  );
}
