import { MINUTE } from '../../time/instant.ts';
import type { Group, NewWave } from './contract.ts';
import { type Making, nobodyNew, wave } from './making.ts';
import { before, groupsAt, type Point, pointsBefore, SERIES_TOLD, withoutRepeated } from './points.ts';

/** How long after its start it counts as delayed. */
const DELAYED_AFTER = MINUTE;

/** What is told of a downtime that is promised for the first time. */
export function firstWaves(making: Making): NewWave[] {
  const first = tellingFirst(making);
  return [
    ...first.map(({ kind, point, group }) => wave(making, kind, point, group)),
    ...reminders(
      making,
      first.map(({ group }) => group),
    ),
  ];
}

/**
 * What is told of a downtime that is promised for another time: those who were told of the last one hear of
 * it whatever the policy, and others as if it were promised now for the first time.
 */
export function movedWaves(making: Making): NewWave[] {
  const groups = tellingFirst(making).map(({ group }) => group);
  const all: Group = { services: forAll(groups).flatMap(({ services }) => services), tags: [] };
  const tagged = groups.filter(({ tags }) => tags.length > 0);
  const moved = wave(making, 'moved', null, all.services.length > 0 ? all : nobodyNew);
  return [
    { ...moved, before: making.before },
    ...tagged.map((group) => wave(making, 'scheduled', 'schedule', group)),
    ...reminders(making, groups),
  ];
}

/** What is planned of a downtime of which everybody was told as it is. */
export function comingWaves(making: Making): NewWave[] {
  return reminders(making, []);
}

/** Who is told of a promise of which they don't know yet. */
export interface First {
  readonly kind: 'scheduled' | 'reminder';
  readonly point: string;
  readonly group: Group;
}

/**
 * Who is told of it now: by its scheduling, else by the latest point that has passed.
 *
 * @example tellingFirst(making).map(({ point }) => point) // ['schedule']
 */
export function tellingFirst(making: Making): First[] {
  const { catalog, told, now } = making;
  const scheduled = groupsAt(catalog, told, ['schedule']);
  const byScheduling = new Set(forAll(scheduled).flatMap(({ services }) => services));
  const passed = pointsBefore(catalog, told).filter(({ at }) => at <= now);
  const late = told.services
    .filter((service) => !byScheduling.has(service))
    .flatMap((service) => missedOf(passed.filter(({ services }) => services.includes(service))))
    .map((point) => ({ ...point, services: point.services.filter((name) => !byScheduling.has(name)) }));
  return [
    ...(waitsUntil(making) === null
      ? scheduled.map((group): First => ({ kind: 'scheduled', point: 'schedule', group }))
      : []),
    ...[...new Map(late.map((point) => [JSON.stringify(point), point])).values()].map(
      ({ name, services, tags }): First => ({ kind: 'reminder', point: name, group: { services, tags } }),
    ),
  ];
}

/** Of points that have passed the latest that is for everybody, else the latest of each group. */
function missedOf(passed: readonly Point[]): Point[] {
  const all = forAll(passed).at(-1);
  if (all !== undefined) return [all];
  return [...new Map(passed.map((point) => [JSON.stringify(point.tags), point])).values()];
}

function forAll<T extends Group>(groups: readonly T[]): T[] {
  return groups.filter(({ tags }) => tags.length === 0);
}

/** Until when the scheduling of an occurrence is not told; null where it is told at once. */
function waitsUntil({ catalog, downtime, told, now }: Making): number | null {
  if (downtime.occurrence === null) return null;
  const at = before(catalog, told, SERIES_TOLD);
  return at > now ? at : null;
}

/** The points to come, and what is told should it not begin in time. */
function reminders(making: Making, toldNow: readonly Group[]): NewWave[] {
  const { catalog, told, now, downtime } = making;
  const waiting = waitsUntil(making);
  const scheduling: Point[] =
    waiting === null
      ? []
      : groupsAt(catalog, told, ['schedule']).map((group) => ({ ...group, name: 'schedule', at: waiting }));
  const just: Point[] = toldNow.map((group) => ({ ...group, name: 'schedule', at: now }));
  // Of one that was changed some may have heard: a scheduling that waits reminds them of nothing.
  const points =
    downtime.promise.length === 1
      ? pointsBefore(catalog, told, scheduling)
      : [...scheduling, ...pointsBefore(catalog, told)];
  const coming = points.filter(({ at }) => at > now);
  const late = downtime.plan.startWithin > DELAYED_AFTER ? groupsAt(catalog, told, ['delay']) : [];
  return [
    ...coming
      .flatMap((point) => withoutRepeated(point, just))
      .map(({ name, at, ...group }) =>
        wave(making, name === 'schedule' ? 'scheduled' : 'reminder', name, group, at),
      ),
    ...late.map((group) => wave(making, 'delayed', 'delay', group, told.start + DELAYED_AFTER)),
  ];
}
