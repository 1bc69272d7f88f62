import type { Catalog } from '../../catalog/catalog.ts';
import type { Downtime } from '../../downtime/contract.ts';
import type { Change, Consequence } from '../../keeper/contract.ts';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { channelNames } from '../channels/contract.ts';
import type { Announce, NoticeKind, Told } from '../contract.ts';
import { type LetterFacts, letterFor } from '../message/message.ts';
import { wavesOf } from '../policy/waves-of.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import { freshKind } from '../waves/recipients.ts';
import { type WaveRow, waveOf } from '../waves/rows.ts';
import { type ByChannel, type CountReach, reachIn } from './reach.ts';

/**
 * What people will be told because of a change, when, in which words, and how many it reaches: read from the
 * waves that the change has just made, in its own transaction. A change of which nobody is told foresees
 * nothing.
 *
 * @example (await foreseeNotices(announce, change, trx))[0]?.text
 * // '12 by mail are told: “Planned maintenance: Shop, Tue, 1 Dec, 23:00 CET”'
 */
export async function foreseeNotices(
  announce: Announce,
  change: Change,
  trx: Trx,
): Promise<readonly Consequence[]> {
  if (wavesOf(change) === null) return [];
  const { after, catalog, now } = change;
  const rows = await trx
    .selectFrom('announce_waves')
    .selectAll()
    .where('downtime', '=', after.id)
    .orderBy('number')
    .execute();
  const isNew = ({ made_at }: WaveRow): boolean => made_at.getTime() === now;
  const coming = rows.filter((row) => row.state === 'planned' || (row.state === 'raised' && isNew(row)));
  const wasTold = rows.some((row) => row.state === 'spread' || (row.state === 'raised' && !isNew(row)));
  const count = reachIn(trx, catalog, after.id, wasTold);
  const all = await Promise.all(
    coming.map((row) => foreseeWave({ announce, after, catalog, now, count }, row)),
  );
  return all.flat();
}

interface Foreseeing {
  readonly announce: Announce;
  readonly after: Downtime;
  readonly catalog: Catalog;
  readonly now: Instant;
  readonly count: CountReach;
}

async function foreseeWave(foreseeing: Foreseeing, row: WaveRow): Promise<Consequence[]> {
  const { kind, told, services, tags, ...wave } = waveOf(row);
  const fresh = freshKind(kind, told, row.raised_at?.getTime() ?? wave.dueAt);
  const reach = await foreseeing.count({ kind, told, services, tags, fresh });
  const kinds = new Set([kind, ...reach.keys()]);
  return [...kinds].map((each) => {
    const channels = reach.get(each) ?? {};
    const said = letterOf(foreseeing, each, { ...wave, told });
    const at = row.state === 'raised' ? null : wave.dueAt;
    return {
      kind: 'notice',
      at,
      text: `${reachedBy(channels)} told${kind === 'delayed' || kind === 'overrunning' ? onlyIf[kind] : ''}: “${said.subject}”`,
      data: {
        notice: each,
        point: wave.point,
        revision: told.number,
        reaches: total(channels),
        channels,
        subject: said.subject,
        text: said.paragraphs,
      },
    };
  });
}

/** What is looked at again before it goes out. */
const onlyIf = {
  delayed: ', should it not have begun',
  overrunning: ', should it not be through',
} as const;

/** In the first language, to somebody in the service's zone who may know of all of it. */
function letterOf(
  { announce, after, catalog, now }: Foreseeing,
  kind: NoticeKind,
  { told, before, sequence, dueAt }: { told: Told; before: Told | null; sequence: number; dueAt: Instant },
): ReturnType<typeof letterFor> {
  const { words, settings } = announce;
  const isOver = kind === 'completed' || kind === 'aborted';
  const named = [...new Set([...told.services, ...(before?.services ?? [])])];
  const facts: LetterFacts = {
    ...{ downtime: after.id, kind, told, before, sequence },
    actual: isOver ? after.actual : null,
    expectedEnd: after.expectedEnd ?? undefined,
    services: named.map((name) => {
      const service = catalog.services.get(name);
      return { name, title: service?.title ?? name, zone: service?.zone ?? 'UTC' };
    }),
    page: publicPageOf(catalog, settings),
    words: words.of(words.languages[0]!),
    zone: null,
    now: Math.max(now, dueAt),
  };
  return letterFor(facts);
}

function reachedBy(channels: ByChannel): string {
  const parts = channelNames.flatMap((channel) => {
    const count = channels[channel];
    return count ? [`${count.toLocaleString('en')} by ${channel === 'slack' ? 'Slack' : channel}`] : [];
  });
  if (parts.length === 0) return 'nobody is';
  const listed = new Intl.ListFormat('en').format(parts);
  return total(channels) === 1 ? `${listed} is` : `${listed} are`;
}

function total(channels: ByChannel): number {
  return Object.values(channels).reduce((sum, count) => sum + count, 0);
}
