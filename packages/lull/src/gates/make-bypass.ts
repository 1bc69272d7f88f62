import { randomUUID } from 'node:crypto';
import { demand } from '../access/allowed.ts';
import { writeAudit } from '../access/audit.ts';
import type { Actor } from '../access/contract.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import type { Keeper } from '../keeper/contract.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { Gates } from './contract.ts';
import { cannotSign } from './keys.ts';
import { signBypass } from './signer.ts';

/** What lets somebody through closed gates. */
export interface MadeBypass {
  /** By which the audit trail knows it. */
  readonly id: string;
  /** Whoever has it passes: as the header `Lull-Bypass`, or once as `?lull-bypass=` for a cookie. */
  readonly token: string;
  readonly expiresAt: Instant;
}

/**
 * Makes a token that passes the closed gates of one service for a while. It can't be taken back: gates ask
 * nobody. It ends with the key that signed it.
 *
 * @param lasts milliseconds
 * @throws LullError `not-allowed`, `not-found`, `unknown-service`, `signing-key-lost`
 * @example const { token } = await makeBypass(gates, keeper, actor, 'shop', HOUR);
 */
export async function makeBypass(
  gates: Gates,
  keeper: Keeper,
  actor: Actor,
  service: string,
  lasts: number,
  why: string | null = null,
): Promise<MadeBypass> {
  demand(actor, 'run', [service]);
  return gates.store.transaction(async (trx) => {
    serviceNamed((await keeper.catalog(trx)).catalog, service);
    const now = await gates.now(trx);
    const { current } = await gates.chest.ring(trx, now);
    if (current === null) throw cannotSign();
    const [id, expiresAt] = [randomUUID(), now + lasts];
    const data = { id, expiresAt: formatInstant(expiresAt) };
    const entry = { action: 'gate.bypass', subject: service, services: [service], why, data };
    await writeAudit(trx, actor, entry, now);
    return { id, token: signBypass(current, { service, id, expires: expiresAt }), expiresAt };
  });
}
