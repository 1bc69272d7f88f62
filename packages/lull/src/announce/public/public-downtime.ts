import { type Downtime, type DowntimeEvent, nothingYet, type Revision } from '../../downtime/contract.ts';
import { overdue } from '../../downtime/moments.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind, PublicDowntime, PublicUpdate, Told } from '../contract.ts';
import { saysTheSame } from '../policy/waves-of.ts';
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
 * What anybody may know of a downtime: without services that aren't public, tenants, reasons and people. One
 * that public services were promised, and that touches none of them any more, is to the public as if it had
 * been cancelled then: what becomes of it since is the team's own.
 *
 * @param happened what happened to it, the oldest first; other kinds are passed over
 * @returns null where nobody may know of it: not promised, or never of a service that is public
 * @example publicDowntimeOf(downtime, events, (service) => service === 'shop', now)?.services // ['shop']
 */
export function publicDowntimeOf(
  downtime: Downtime,
  happened: readonly Happened[],
  isPublic: (service: string) => boolean,
  now: Instant,
): PublicDowntime | null {
  const { id, state, expectedEnd, emergency } = downtime;
  if (state === 'draft' || state === 'awaiting-approval' || expectedEnd === null) return null;
  const revisions = downtime.promise.filter(({ services }) => services.some(isPublic));
  const [first, last] = [revisions[0], revisions.at(-1)];
  if (!first || !last) return null;
  const promise = revisions.map((revision) => toldOf(revision, isPublic));
  const updates = updatesOf(downtime, happened, promise);
  const { title, services, mode, part, end } = promise.at(-1)!;
  const left = downtime.promise.find(({ number }) => number > last.number);
  const standing: Standing = left
    ? { ...withdrawn, expectedEnd: end, sequence: left.number - 1 }
    : {
        state,
        actual: downtime.actual,
        expectedEnd,
        overdue: overdue(downtime, now),
        sequence: sequenceOf(downtime),
      };
  const moments = [...updates.map(({ at }) => at), ...Object.values(standing.actual)];
  return {
    id,
    title,
    services,
    mode,
    paths: part?.paths ?? [],
    promise,
    emergency,
    ...standing,
    createdAt: first.at,
    changedAt: Math.max((left ?? last).at, ...moments.filter((at) => at !== null)),
    updates,
  };
}

/**
 * Whether it goes on without any public service, and is over only to the public.
 *
 * @example isWithdrawn({ updates: [scheduled] }) === false
 */
export function isWithdrawn({ updates }: Pick<PublicDowntime, 'updates'>): boolean {
  return updates.at(-1)?.kind === 'withdrawn';
}

/** What time and the work make of a downtime. */
type Standing = Pick<PublicDowntime, 'state' | 'actual' | 'expectedEnd' | 'overdue' | 'sequence'>;

const withdrawn = {
  state: 'cancelled',
  actual: nothingYet,
  overdue: false,
} as const satisfies Partial<Standing>;

/** A revision as anybody may know it. */
function toldOf(revision: Revision, isPublic: (service: string) => boolean): Told {
  const { number, title, services, mode, part, start, end } = revision;
  const shown = part === null ? null : { paths: part.paths, tenants: [] };
  return { number, title, services: services.filter(isPublic), mode, part: shown, start, end };
}

function updatesOf(
  { emergency }: Pick<Downtime, 'emergency'>,
  happened: readonly Happened[],
  promise: readonly Told[],
): PublicUpdate[] {
  const updates: PublicUpdate[] = [];
  for (const { id, kind, at, revision } of happened) {
    const means = kinds[kind as keyof typeof kinds];
    const told = promise.find(({ number }) => number === revision);
    const last = updates.at(-1);
    const isKnown = last !== undefined && last.kind !== 'withdrawn';
    if (!means) continue;
    if (!told) {
      if (isKnown) updates.push({ id, kind: 'withdrawn', at, told: last.told });
      continue;
    }
    if (means === 'moved' && isKnown && saysTheSame(last.told, told)) continue;
    // Its beginning is told once: what closes again had begun, and an emergency is promised as it begins.
    const isTold = means === 'started' && updates.some((update) => update.kind === 'started');
    if (isTold || (emergency && means === 'scheduled')) continue;
    updates.push({ id, kind: means === 'moved' && !isKnown ? 'scheduled' : means, at, told });
  }
  return updates;
}
