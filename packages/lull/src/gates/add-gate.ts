import type { Access } from '../access/access.ts';
import { demand } from '../access/allowed.ts';
import type { Actor } from '../access/contract.ts';
import { createKey } from '../access/keys.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Gates } from './contract.ts';
import { currentDocument } from './current.ts';
import { cannotSign } from './keys.ts';

/** What a gate is enrolled with: the file that `lull-gate` and the middleware read. */
export interface Enrolment {
  readonly server: string;
  readonly service: string;
  readonly instance?: string | undefined;
  readonly key: string;
  readonly trust: { readonly id: string; readonly key: string };
}

/**
 * Enrols a gate of a service: makes its key, which may do nothing else, and says which signature it is to
 * trust. The key lasts until it is revoked, whatever becomes of its maker: a gate does not leave the team.
 *
 * @param instance the gate's name; its machine's when left out
 * @returns the key's id, and what the gate is configured with; the key is told here and never again
 * @throws LullError `not-allowed`, `not-found`, `unknown-service`, `signing-key-lost`
 * @example const { enrolment } = await addGate(gates, keeper, access, actor, 'shop');
 */
export async function addGate(
  gates: Gates,
  keeper: Keeper,
  access: Access,
  actor: Actor,
  service: string,
  instance?: string,
): Promise<{ readonly id: string; readonly enrolment: Enrolment }> {
  demand(actor, 'configure', [service]);
  await currentDocument(gates, keeper, service);
  const { current } = await gates.chest.ring(gates.store.db, await gates.now());
  if (current === null) throw cannotSign();
  const { id, secret } = await createKey(access, actor, {
    name: `gate of ${service}`.slice(0, 60).trim(),
    scopes: ['gate'],
    services: [service],
    lasts: null,
    standsAlone: true,
  });
  const trust = { id: current.public.id, key: current.public.key };
  const enrolment = {
    server: access.settings.url,
    service,
    ...(instance && { instance }),
    key: secret,
    trust,
  };
  return { id, enrolment };
}
