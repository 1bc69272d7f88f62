import type { Downtime, DowntimeEvent, Revision } from '../../downtime/contract.ts';
import { overdue } from '../../downtime/moments.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind, PublicDowntime, PublicUpdate, Told } from '../contract.ts';
import { sequenceOf } from '../sequence.ts';

/** What of an event is looked at here. */
export type Happened = Pick<DowntimeEvent, 'kind' | 'revision' | 'at'> & { readonly id: string };

/** What people may know of by itself; everything else that happens is the team's own. */
const kinds = {
  'downtime.scheduled': 'scheduled',
  'downtime.revised': 'moved',
  'downtime.draining': 'started',
  'downtime.closed': 'started',
  'downtime.overdue': 'overrunning',
  'downtime.extended': 'extended',
  'downtime.completed': 'completed',
  'downtime.aborted': 'aborted',
  'downtime.cancelled': 'cancelled',
} as const satisfies Partial<Record<DowntimeEvent['kind'], NoticeKind>>;

/** The kinds of events that become updates. */
export const publicEventKinds: readonly string[] = Object.keys(kinds);

/**
 * What anybody may know of a downtime: without services that aren't public, tenants, reasons and people.
 *
 * @param happened what happened to it, the oldest first; other kinds are passed over
 * @returns null where nobody may know of it: not promised, or none of its services is public
 * @example publicDowntimeOf(downtime, events, (service) => service === 'shop', now)?.services // ['shop']
 */
export function publicDowntimeOf(
  downtime: Downtime,
  happened: readonly Happened[],
  isPublic: (service: string) => boolean,
  now: Instant,
): PublicDowntime | null {
  const { id, state, actual, expectedEnd, emergency } = downtime;
  if (state === 'draft' || state === 'awaiting-approval' || expectedEnd === null) return null;
  const revisions = downtime.promise.filter(({ services }) => services.some(isPublic));
  const [first, last] = [revisions[0], revisions.at(-1)];
  if (!first || !last || last !== downtime.promise.at(-1)) return null;
  const told = new Map(revisions.map((revision) => [revision.number, toldOf(revision, isPublic)]));
  const updates = updatesOf(downtime, happened, told);
  const promise = [...told.values()];
  const { title, services, mode, part } = promise.at(-1)!;
  const shown = [...updates.map(({ at }) => at), ...Object.values(actual).filter((at) => at !== null)];
  return {
    id,
    title,
    state,
    services,
    mode,
    paths: part?.paths ?? [],
    promise,
    actual,
    expectedEnd,
    emergency,
    overdue: overdue(downtime, now),
    sequence: sequenceOf(downtime),
    createdAt: first.at,
    changedAt: Math.max(last.at, ...shown),
    updates,
  };
}

/** A revision as anybody may know it. */
function toldOf(revision: Revision, isPublic: (service: string) => boolean): Told {
  const { number, title, services, mode, part, start, end } = revision;
  const shown = part === null ? null : { paths: part.paths, tenants: [] };
  return { number, title, services: services.filter(isPublic), mode, part: shown, start, end };
}

function updatesOf(
  { emergency }: Downtime,
  happened: readonly Happened[],
  told: ReadonlyMap<number, Told>,
): PublicUpdate[] {
  const updates: PublicUpdate[] = [];
  for (const { id, kind, at, revision } of happened) {
    const means = kinds[kind as keyof typeof kinds];
    const holds = told.get(revision);
    // Its beginning is told once: what closes again had begun, and an emergency is promised as it begins.
    const isTold = means === 'started' && updates.some((update) => update.kind === 'started');
    if (!means || !holds || isTold || (emergency && means === 'scheduled')) continue;
    updates.push({ id, kind: means, at, told: holds });
  }
  return updates;
}
