import { allowed, roleReaches } from '../../access/allowed.ts';
import { type Actor, actions } from '../../access/contract.ts';

/**
 * Whether an address that the actor names may be private: that of an owner of everything may.
 *
 * @example mayTrust(ownerOfShop) === false
 */
export function mayTrust(actor: Actor): boolean {
  return allowed(actor, 'configure', null);
}

/**
 * The services whose subscribers the actor looks after: addresses are personal data, so that reading isn't
 * enough.
 *
 * @returns null for all subscribers; else those who want to hear of these services only
 * @example lookedAfter(ownerOfShop) // ['shop']
 */
export function lookedAfter(actor: Actor): readonly string[] | null {
  if (allowed(actor, 'configure', null)) return null;
  if (actor.scopes !== null && !actor.scopes.includes('configure')) return [];
  return [...actor.grants].flatMap(([service, role]) =>
    roleReaches(role, actions.configure) ? [service] : [],
  );
}
