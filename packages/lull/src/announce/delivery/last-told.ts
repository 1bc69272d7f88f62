import { sql } from 'kysely';
import type { Revision } from '../../downtime/contract.ts';
import type { Reader } from '../../store/contract.ts';
import type { NoticeKind, Told } from '../contract.ts';
import { readsTheSame } from '../policy/reads-the-same.ts';
import { toldBy } from '../policy/waves-of.ts';
import { mayHaveGone } from '../waves/recipients.ts';
import type { Claimed } from './contract.ts';

/** What the recipient of a notice was told last of its downtime; what was perhaps sent counts. */
export interface LastTold {
  /** Which promise, of what was not withdrawn. */
  readonly revision: number;
  /** Whether they were told since, or perhaps were, that it touches them no more. */
  readonly isWithdrawn: boolean;
}

/** What a notice tells of a downtime, and what it was before. */
export interface Change {
  readonly told: Told;
  readonly before: Told | null;
}

/** Whether it says that something else holds than what its recipient was told. */
function corrects(kind: NoticeKind): boolean {
  return kind === 'moved' || kind === 'extended' || kind === 'withdrawn';
}

/** Whether it ends something for whoever was told of it, and nobody else. */
export function endsForThoseTold(kind: NoticeKind): boolean {
  return kind === 'withdrawn' || kind === 'cancelled' || kind === 'aborted';
}

/**
 * What a change is to somebody: of several in a row they may have heard of some only. What is cancelled is
 * what they were told, whatever it has become since.
 *
 * @param promise every promise of the downtime
 * @param last undefined for somebody who was told nothing
 * @example changeFor('moved', { told, before }, promise, { revision: 1, isWithdrawn: false })
 */
export function changeFor<C extends Change>(
  kind: NoticeKind,
  change: C,
  promise: readonly Revision[],
  last: LastTold | undefined,
): C {
  const revision = promise.find(({ number }) => number === last?.revision);
  if (revision === undefined) return change;
  const heard = toldBy({ promise: [revision] });
  if (kind === 'cancelled') return { ...change, told: heard, before: null };
  return corrects(kind) ? { ...change, before: heard } : change;
}

/**
 * Whether a change is none to somebody. Who was told that it touches them no more has something new to read.
 *
 * @param mayKnow whether they may know of a service
 * @example isNoNews('moved', { told, before: told }, undefined, () => true) === true
 */
export function isNoNews(
  kind: NoticeKind,
  { told, before }: Change,
  last: LastTold | undefined,
  mayKnow: (service: string) => boolean,
): boolean {
  if (before === null || (kind !== 'moved' && kind !== 'extended') || last?.isWithdrawn) return false;
  return readsTheSame(before, told, mayKnow);
}

/** Reads what the recipients of notices were told last before each, by the notice; where it matters. */
export async function readLastTold(
  db: Reader,
  notices: readonly (Pick<Claimed, 'id'> & { readonly kind: NoticeKind })[],
): Promise<ReadonlyMap<string, LastTold>> {
  const ids = notices.filter(({ kind }) => corrects(kind) || endsForThoseTold(kind)).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; revision: number; is_withdrawn: boolean }>`
    select this.id, last.revision, exists (
      select from announce_notices as n
      where n.downtime = this.downtime and n.recipient = this.recipient and n.id < this.id
        and n.id > last.id and n.kind = 'withdrawn' and ${mayHaveGone}
    ) as is_withdrawn
    from announce_notices as this cross join lateral (
      select n.id, n.revision from announce_notices as n
      where n.downtime = this.downtime and n.recipient = this.recipient and n.id < this.id
        and n.kind <> 'withdrawn' and ${mayHaveGone}
      order by n.id desc limit 1
    ) as last where this.id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, revision, is_withdrawn: isWithdrawn }) => [id, { revision, isWithdrawn }]));
}
