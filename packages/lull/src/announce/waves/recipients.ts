import { type RawBuilder, sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Instant } from '../../time/instant.ts';
import { type NoticeKind, optionalKinds, type Told } from '../contract.ts';
import type { Group } from '../policy/contract.ts';
import { saysTheSame } from '../policy/waves-of.ts';

/** A condition or value of SQL; the subscriber's row is `s`, what they were told last `last`. */
type Sql<T = boolean> = RawBuilder<T>;

/**
 * Whether a downtime touches subscriber `s`: one of the services, and of a partial one a tenant. Whoever
 * signed up by themselves hears of public services only, whatever they asked for.
 */
export function touches(catalog: Catalog, services: readonly string[], { mode, part }: Told): Sql {
  const open = services.filter((name) => catalog.services.get(name)?.public);
  const among = (names: readonly string[]): Sql =>
    names.length === 0 ? sql`false` : sql`(s.services is null or s.services && ${[...names]}::text[])`;
  const service = sql`case when s.source = 'sign-up' then ${among(open)} else ${among(services)} end`;
  const tenants = mode === 'partial' ? (part?.tenants ?? []) : [];
  if (tenants.length === 0) return sql`(${service})`;
  return sql`(${service} and s.tenants && ${[...tenants, '*']}::text[])`;
}

/** Whether `s` belongs to a group of a policy, and the downtime touches them by its services. */
export function belongsTo(catalog: Catalog, { services, tags }: Group, told: Told): Sql {
  if (tags.length === 0) return touches(catalog, services, told);
  return sql`(${touches(catalog, services, told)} and s.tags && ${[...tags]}::text[])`;
}

/** Whether `s` wants to hear of this kind; what corrects something everybody does. */
export function wants(kind: NoticeKind): Sql {
  if (!optionalKinds.some((each) => each === kind)) return sql`true`;
  return sql`(s.kinds is null or ${kind}::text = any(s.kinds))`;
}

/** What a recipient's notice depends on. */
export interface Telling extends Group {
  readonly kind: NoticeKind;
  readonly told: Told;
  /** What somebody is told of a changed downtime who has not heard of it yet. */
  readonly fresh: 'scheduled' | 'started';
  /** Every promise of the downtime, as far as they may have been told of one. */
  readonly promises: readonly Told[];
}

/**
 * The kind of notice that `s` gets of a wave, as SQL; null for none. `last` is what they were told last of
 * the downtime, as `lastTold` finds it.
 * - `cancelled` goes to exactly those who know of it
 * - `completed` goes, beyond the policy, to who may still wait for what it was before
 * - `moved`, `extended` and `aborted` go to them whatever the policy; who knows of one that was changed and
 *   touches them no longer is told that; who doesn't know of it yet is told of a change, by the policy, what
 *   they would have been told by now
 * - all others go to whom the policy names
 */
export function kindFor(catalog: Catalog, telling: Telling): Sql<NoticeKind | null> {
  const { kind, told, fresh, promises } = telling;
  const belongs = belongsTo(catalog, telling, told);
  const knows = sql`(last.kind is not null and last.kind <> 'withdrawn')`;
  const touched = touches(catalog, told.services, told);
  const isWrong = sql`(${knows} and last.revision < ${told.number} and ${touched})`;
  const newly = sql`when not ${knows} and ${belongs} and ${wants(fresh)} then ${fresh}::text`;
  const noLonger = sql`when ${knows} and not ${touched} and ${touchedBy(catalog, promises)} then 'withdrawn'`;
  switch (kind) {
    case 'cancelled':
      return sql`case when ${knows} then 'cancelled' end`;
    case 'aborted': {
      // What was stopped in the end is nothing of what they were told of.
      const isElsewhere = toldOf(
        promises,
        ({ services }) => !services.some((one) => told.services.includes(one)),
      );
      return sql`case ${noLonger} when ${knows} and not ${touched} and ${isElsewhere} then 'withdrawn'
        when ${knows} or ${belongs} then 'aborted' end`;
    }
    case 'completed': {
      const awaitsOther = sql`${knows} and ${touched} and ${mayAwaitOther(telling)}`;
      return sql`case ${noLonger} when (${belongs} and ${wants(kind)}) or (${awaitsOther})
        then 'completed' end`;
    }
    case 'moved':
      return sql`case when ${isWrong} then 'moved' ${noLonger} ${newly} end`;
    case 'extended': {
      // Of two changes the one that shortened it may never have reached them.
      const isShorter = toldOf(promises, ({ end }) => end > told.end);
      return sql`case ${noLonger} when ${isWrong} and ${isShorter} then 'moved'
        when ${isWrong} then 'extended' ${newly} end`;
    }
    case 'scheduled':
      return sql`case when not ${knows} and ${belongs} and ${wants(kind)} then 'scheduled' end`;
    default:
      return sql`case when ${belongs} and ${wants(kind)} then ${kind}::text end`;
  }
}

/**
 * Whether what they were told last still touches them as they are: whoever chose something else meanwhile is
 * not told that the downtime had changed.
 */
function touchedBy(catalog: Catalog, promises: readonly Told[]): Sql {
  const alike = Map.groupBy(promises, ({ services, mode, part }) => JSON.stringify([services, mode, part]));
  if (alike.size === 0) return sql`false`;
  const cases = [...alike.values()].map((same) => {
    const numbers = same.map(({ number }) => number);
    return sql`when last.revision = any(${numbers}::integer[]) then ${touches(catalog, same[0]!.services, same[0]!)}`;
  });
  return sql`(case ${sql.join(cases, sql` `)} else false end)`;
}

/** Whether what they were told last is one of these promises. */
function toldOf(promises: readonly Told[], which: (promise: Told) => boolean): Sql {
  const numbers = promises.filter(which).map(({ number }) => number);
  return sql`last.revision = any(${numbers}::integer[])`;
}

/** Whether what they were told last says another thing than what holds now, or may never reach them. */
function mayAwaitOther({ told, promises }: Telling): Sql {
  const isOther = (promise: Told): boolean => !saysTheSame(promise, told);
  if (!promises.some(isOther)) return sql`false`;
  return sql`(${toldOf(promises, isOther)} or last.state <> 'sent')`;
}

/** Whether notice `n` has gone, or may have without anybody knowing. */
export const mayHaveGone: Sql = sql`(n.state = 'sent' or n.maybe_sent
  or (n.state = 'queued' and n.leased_until is not null))`;

/**
 * What each recipient was told last of a downtime, as SQL: kind, revision and state of the notice.
 *
 * @param revision the one that holds: what waits and tells it will reach them
 * @param among a condition on notice `n`: of whom it is asked
 */
export function lastTold(downtime: string, revision: number, among: Sql = sql`true`): Sql<unknown> {
  return sql`select distinct on (n.recipient) n.recipient, n.kind, n.revision, n.state
    from announce_notices as n where n.downtime = ${downtime} and ${among} and ${knownBy(revision)}
    order by n.recipient, n.id desc`;
}

/**
 * Whether a recipient knows what notice `n` tells, or will: it was sent, or somebody was sending it and
 * nobody knows how that ended, or it waits and tells what holds now. Who was perhaps told that it touches
 * them no more still knows of it: better a notice too many than waiting for what doesn't come.
 */
function knownBy(revision: number): Sql {
  const isOff = sql`exists (select from announce_waves as w where w.id = n.wave and w.off_at is not null)`;
  return sql`(n.state = 'sent' or (n.kind <> 'withdrawn' and ${mayHaveGone})
    or (n.state = 'queued' and n.revision = ${revision} and not ${isOff}))`;
}

/** Whether who gets a notice of the kind depends on what they were told before. */
export function looksBack(kind: NoticeKind): boolean {
  return ['cancelled', 'completed', 'aborted', 'moved', 'extended', 'scheduled'].includes(kind);
}

/** What somebody is told who has not heard of a changed downtime yet: that it comes, or that it has begun. */
export function freshKind(kind: NoticeKind, told: Told, raisedAt: Instant): Telling['fresh'] {
  return kind === 'extended' || told.start <= raisedAt ? 'started' : 'scheduled';
}
