import type { Catalog } from '../../catalog/catalog.ts';
import type { Downtime, Revision } from '../../downtime/contract.ts';
import type { Change, Consequence, Outcome } from '../../keeper/contract.ts';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { channelNames } from '../channels/contract.ts';
import type { Announce, NoticeKind } from '../contract.ts';
import { type LetterFacts, letterFor } from '../message/message.ts';
import type { NewWave } from '../policy/contract.ts';
import { isForThoseToldOnly } from '../policy/making.ts';
import { wavesOf } from '../policy/waves-of.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import { freshKind } from '../waves/recipients.ts';
import { type WaveRow, waveOf } from '../waves/rows.ts';
import { type ByChannel, type CountReach, reachIn, subscribeMore } from './reach.ts';

/** More subscribers than this are counted only for a preview: others wait for a change that is made. */
export const COUNTED = 5_000;

/**
 * What people will be told because of a change, when, in which words, and how many it reaches: read from the
 * waves that the change has just made, in its own transaction. A change of which nobody is told foresees
 * nothing.
 *
 * @param dryRun whether the change is only asked for: then they are counted, however many there are
 * @example (await foreseeNotices(announce, change, trx))[0]?.text
 * // '12 by mail are told: “Planned maintenance: Shop, Tue, 1 Dec, 23:00 CET”'
 */
export async function foreseeNotices(
  announce: Announce,
  change: Change,
  trx: Trx,
  { dryRun }: Pick<Outcome, 'dryRun'>,
): Promise<readonly Consequence[]> {
  const proposed = onceApproved(change);
  const plan = wavesOf(proposed ?? change);
  if (plan === null) return [];
  const { catalog, now } = change;
  const { after } = proposed ?? change;
  const rows = await trx
    .selectFrom('announce_waves')
    .selectAll()
    .where('downtime', '=', after.id)
    .where('for_work', '=', false)
    .orderBy('number')
    .execute();
  const isNew = ({ made_at }: WaveRow): boolean => made_at.getTime() === now;
  const isComing = (row: WaveRow): boolean =>
    row.state === 'planned' || (row.state === 'raised' && isNew(row));
  const wasTold = rows.some((row) => row.state === 'spread' || (row.state === 'raised' && !isNew(row)));
  const coming = proposed
    ? plan.waves.filter((wave) => wasTold || !isForThoseToldOnly(wave))
    : rows.filter(isComing).map((row) => ({ ...waveOf(row), isAtOnce: row.state === 'raised' }));
  const isCounted = dryRun || !(await subscribeMore(trx, COUNTED));
  const count = isCounted ? reachIn(trx, catalog, after.id, wasTold) : null;
  const foreseeing = { announce, after, catalog, now, count, isProposed: proposed !== null };
  const foreseen: Consequence[] = [];
  // One after the other: they share the transaction's one connection.
  for (const wave of coming) foreseen.push(...(await foreseeWave(foreseeing, wave)));
  return foreseen;
}

/** The change as it would be were what it proposes approved now; null where it proposes nothing. */
function onceApproved(change: Change): Change | null {
  const { after, before, now } = change;
  const { proposal, promise } = after;
  if (proposal === null || proposal === before?.proposal || proposal.plan.start === null) return null;
  const { plan, by, why } = proposal;
  const { title, services, mode, part, start } = plan;
  const said = { title, services, mode, part, start: start!, end: start! + plan.takes };
  const revision: Revision = { number: promise.length + 1, at: now, by, why, ...said };
  const approved: Downtime = {
    ...{ ...after, plan, proposal: null, state: 'scheduled' },
    ...{ promise: [...promise, revision], expectedEnd: said.end },
  };
  return { ...change, before: after, after: approved };
}

interface Foreseeing {
  readonly announce: Announce;
  readonly after: Downtime;
  readonly catalog: Catalog;
  readonly now: Instant;
  /** Null where they are too many. */
  readonly count: CountReach | null;
  /** Whether it comes only when somebody approves it. */
  readonly isProposed: boolean;
}

async function foreseeWave(foreseeing: Foreseeing, wave: NewWave): Promise<Consequence[]> {
  const { kind, told, services, tags, point, dueAt, isAtOnce } = wave;
  const fresh = freshKind(kind, told, dueAt);
  const { promise: promises } = foreseeing.after;
  const reach = await foreseeing.count?.({ kind, told, services, tags, fresh, promises });
  const kinds = new Set([kind, ...(reach?.keys() ?? [])]);
  const when = [
    ...(foreseeing.isProposed && isAtOnce ? [', once it is approved'] : []),
    ...(kind === 'delayed' || kind === 'overrunning' ? [onlyIf[kind]] : []),
  ].join('');
  return [...kinds].map((each) => {
    const channels = reach ? (reach.get(each) ?? {}) : null;
    const { subject, paragraphs: text } = letterOf(foreseeing, each, wave);
    const data = {
      notice: each,
      point,
      revision: told.number,
      reaches: channels && total(channels),
      channels,
      subject,
      text,
    };
    return {
      kind: 'notice',
      at: isAtOnce ? null : dueAt,
      text: `${reachedBy(channels)} told${when}: “${subject}”`,
      data,
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
  { told, before, sequence, dueAt }: NewWave,
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

function reachedBy(channels: ByChannel | null): string {
  if (channels === null) return 'people are';
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
