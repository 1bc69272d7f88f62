import { sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Trx } from '../../store/contract.ts';
import type { ChannelName } from '../channels/contract.ts';
import { type NoticeKind, optionalKinds, type Told } from '../contract.ts';
import type { Group } from '../policy/contract.ts';
import { readsTheSame } from '../policy/reads-the-same.ts';
import { belongsTo, kindFor, lastTold, looksBack, type Telling, wants } from '../waves/recipients.ts';

/** How many hear of something, by channel; a channel by which nobody does is left out. */
export type ByChannel = Readonly<Partial<Record<ChannelName, number>>>;

/** How many hear what. */
export type Reach = ReadonlyMap<NoticeKind, ByChannel>;

/** Counts how many a wave would reach if it were spread now. */
export type CountReach = (telling: Telling) => Promise<Reach>;

/**
 * Counts in one transaction how many each wave of a downtime reaches, every audience once.
 *
 * @param wasTold whether anybody was told of the downtime before
 * @example (await reachIn(trx, catalog, id, false)(telling)).get('reminder') // { mail: 12 }
 */
export function reachIn(trx: Trx, catalog: Catalog, downtime: string, wasTold: boolean): CountReach {
  const audiences = audiencesIn(trx, catalog);
  return (telling) => {
    const { kind } = telling;
    const isFirst = kind === 'scheduled' && !wasTold;
    if (looksBack(kind) && !isFirst) return countTold(trx, catalog, downtime, telling);
    return audiences(telling, telling.told).then((all) => new Map([[kind, all.get(kind) ?? all.get(null)!]]));
  };
}

/** Whether more than so many subscribe, whatever to. */
export async function subscribeMore(trx: Trx, most: number): Promise<boolean> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from (
      select from announce_subscribers where state = 'active' limit ${most + 1}
    ) as counted`.execute(trx);
  return Number(rows[0]!.count) > most;
}

type Audience = ReadonlyMap<NoticeKind | null, ByChannel>;

function audiencesIn(trx: Trx, catalog: Catalog): (group: Group, told: Told) => Promise<Audience> {
  const known = new Map<string, Promise<Audience>>();
  return ({ services, tags }, told) => {
    const key = JSON.stringify([services, tags, told.mode === 'partial' ? told.part?.tenants : null]);
    const count = known.get(key) ?? countAudience(trx, catalog, { services, tags }, told);
    known.set(key, count);
    return count;
  };
}

async function countAudience(trx: Trx, catalog: Catalog, group: Group, told: Told): Promise<Audience> {
  const wanting = optionalKinds.map(
    (kind) => sql`count(*) filter (where ${wants(kind)}) as ${sql.ref(kind)}`,
  );
  const { rows } = await sql<Record<string, string> & { channel: ChannelName }>`
    select s.channel, count(*) as every, ${sql.join(wanting)} from announce_subscribers as s
    where s.state = 'active' and ${belongsTo(catalog, group, told)} group by s.channel`.execute(trx);
  const by = (column: string): ByChannel =>
    Object.fromEntries(rows.map((row) => [row.channel, Number(row[column])]).filter(([, count]) => count));
  return new Map<NoticeKind | null, ByChannel>([
    [null, by('every')],
    ...optionalKinds.map((kind) => [kind, by(kind)] as const),
  ]);
}

async function countTold(trx: Trx, catalog: Catalog, downtime: string, telling: Telling): Promise<Reach> {
  const isPublic = (name: string): boolean => catalog.services.get(name)?.public === true;
  const unchanged = telling.promises
    .filter((promise) => readsTheSame(promise, telling.told, isPublic))
    .map(({ number }) => number);
  const { rows } = await sql<{ kind: NoticeKind; channel: ChannelName; count: string }>`
    with last as (${lastTold(downtime, telling.told.number)})
    select kind, channel, count(*) as count from (
      select s.channel, ${kindFor(catalog, telling)} as kind,
        s.source = 'sign-up' and last.revision = any(${unchanged}::integer[]) as is_unchanged
      from announce_subscribers as s left join last on last.recipient = s.id where s.state = 'active'
    ) as told where kind is not null and not (kind = 'moved' and is_unchanged)
    group by kind, channel order by kind, channel`.execute(trx);
  const byKind = Map.groupBy(rows, ({ kind }) => kind);
  return new Map(
    [...byKind].map(([kind, found]) => [
      kind,
      Object.fromEntries(found.map(({ channel, count }) => [channel, Number(count)])),
    ]),
  );
}
