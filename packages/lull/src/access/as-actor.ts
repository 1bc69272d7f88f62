import type { Actor, RequestOrigin } from './contract.ts';

/**
 * Somebody for the audit trail alone, of whom nothing is known but who they are: with no role and no grants,
 * they may nothing.
 *
 * @example await writeAudit(trx, asActor({ id: user.id, name: user.name }, origin), entry, now);
 */
export function asActor({ id, name }: { id: string; name: string }, origin: RequestOrigin): Actor {
  return {
    kind: 'person',
    id,
    name,
    person: id,
    role: null,
    grants: new Map(),
    scopes: null,
    from: origin.from,
    request: origin.requestId,
  };
}
