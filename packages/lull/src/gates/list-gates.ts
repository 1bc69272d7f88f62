import type { PublicKey } from '@lull/gate/protocol';
import { allowed } from '../access/allowed.ts';
import type { Actor } from '../access/contract.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Gates } from './contract.ts';
import { type Standing, standingOf } from './standing.ts';

/** The gates that somebody may see, and the keys that gates trust. */
export interface GateList {
  readonly now: Instant;
  /** Of services that have gates, or are to have some. */
  readonly services: readonly Standing[];
  readonly keys: readonly PublicKey[];
}

/**
 * How the gates stand.
 *
 * @param asked only those of these services; all when left out
 * @example const { services } = await listGates(gates, keeper, actor, ['shop']);
 */
export async function listGates(
  gates: Gates,
  keeper: Keeper,
  actor: Actor,
  asked?: readonly string[],
): Promise<GateList> {
  const { db } = gates.store;
  const now = await gates.now();
  const { catalog } = await keeper.catalog();
  const known = await db.selectFrom('gates_documents').select('service').orderBy('service').execute();
  const withGates = new Set([
    ...known.map(({ service }) => service),
    ...[...catalog.services.values()].filter((one) => one.gates !== null).map(({ name }) => name),
  ]);
  const names = [...withGates].filter(
    (name) => catalog.services.has(name) && (asked?.includes(name) ?? true) && allowed(actor, 'read', [name]),
  );
  const services = await standingOf(db, catalog, names.sort(), now);
  return { now, services, keys: (await gates.chest.ring(db, now)).named };
}
