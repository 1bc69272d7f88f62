import { allowed, visible } from '../../../access/allowed.ts';
import type { Actor } from '../../../access/contract.ts';
import type { Instant } from '../../../time/instant.ts';
import type { Scope, SilencerKind, Silences } from '../contract.ts';

/** A lease as people look at it. */
export interface ListedSilence {
  readonly id: string;
  readonly downtime: string;
  readonly service: string;
  readonly silencer: string;
  /** Null where this server doesn't know the monitor. */
  readonly kind: SilencerKind | null;
  readonly state: 'wanted' | 'held' | 'ending' | 'gone';
  /** What is quiet, in words. */
  readonly shows: string;
  readonly from: Instant;
  /** As far as is known; once it is gone, when it was. */
  readonly until: Instant;
  /** Until when the monitor is quiet by itself; null before it was held. */
  readonly heldUntil: Instant | null;
  readonly attempts: number;
  readonly error: string | null;
}

/** Which are asked for. */
export interface WhichSilences {
  readonly services?: readonly string[] | undefined;
  /** Of this downtime, those that are gone, too. */
  readonly downtime?: string | undefined;
}

/** More than are held at once anywhere. */
const MOST = 1_000;

/**
 * What is quiet in which monitor and until when, of services that the actor may see.
 *
 * @example (await listSilences(silences, actor)).filter(({ state }) => state === 'held')
 */
export async function listSilences(
  { store, silencers }: Silences,
  actor: Actor,
  { services, downtime }: WhichSilences = {},
): Promise<readonly ListedSilence[]> {
  let query = store.db.selectFrom('run_silences').selectAll();
  if (downtime === undefined) query = query.where('state', '<>', 'gone');
  else query = query.where('downtime', '=', downtime);
  const seen = visible(actor);
  if (seen !== null) query = query.where('service', 'in', ['', ...seen]);
  if (services) query = query.where('service', 'in', ['', ...services]);
  const rows = await query.orderBy('from_at').orderBy('id').limit(MOST).execute();
  return rows
    .filter(({ service }) => allowed(actor, 'read', [service]))
    .map((row) => {
      const silencer = silencers.get(row.silencer);
      return {
        ...{ id: row.id, downtime: row.downtime, service: row.service, silencer: row.silencer },
        ...{ kind: silencer?.kind ?? null, state: row.state, attempts: row.attempts, error: row.error },
        shows: shownBy(silencer, row.scope),
        from: row.from_at.getTime(),
        until: (row.gone_at ?? row.until_at).getTime(),
        heldUntil: row.held_until?.getTime() ?? null,
      };
    });
}

function shownBy(silencer: { shows(scope: Scope): string } | undefined, scope: Scope): string {
  try {
    return silencer?.shows(scope) ?? JSON.stringify(scope);
  } catch {
    return JSON.stringify(scope);
  }
}
