import { type Occasion, tellingFor } from '../../catalog/announcing.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { leastRiskOf } from '../../plan/rules.ts';
import type { Duration } from '../../time/duration.ts';
import { DAY, type Instant, MINUTE } from '../../time/instant.ts';
import { wallClock } from '../../time/wallclock.ts';
import type { Told } from '../contract.ts';
import type { Group } from './contract.ts';

/** A moment before the start at which a group is told. */
export interface Point extends Group {
  /** Such as `P7D`, or `schedule` where that waits until then. */
  readonly name: string;
  readonly at: Instant;
}

/** What would come so soon after another one is left out: nobody wants two notices that say the same. */
export const SOON_AFTER = 10 * MINUTE;

/** An occurrence of a series is told of no sooner than this: it was made long before, for all of them. */
export const SERIES_TOLD: Duration = { days: 7, ms: 0 };

/**
 * Whom the policy names at an occasion, each service once.
 *
 * @param at one or several that count as one
 * @example groupsAt(catalog, told, ['start']) // [{ services: ['shop'], tags: [] }]
 */
export function groupsAt(catalog: Catalog, told: Told, at: readonly Occasion[]): Group[] {
  const risk = leastRiskOf[told.mode];
  const named = told.services.flatMap((service): Group[] => {
    const points = tellingFor(catalog, service, risk).tell.filter((point) =>
      at.some((occasion) => occasion === point.at),
    );
    return points.length === 0 ? [] : [{ services: [service], tags: tagsOf(points.map(({ to }) => to)) }];
  });
  return joined(named, () => '');
}

/**
 * The moments before the start, the soonest first: of each service by its own policy, those that say the same
 * to the same people at nearly the same time as one.
 *
 * @param also what else tells of it then: a scheduling that waits
 * @example pointsBefore(catalog, told).map(({ name }) => name) // ['P7D', 'P1D', 'PT1H']
 */
export function pointsBefore(catalog: Catalog, told: Told, also: readonly Point[] = []): Point[] {
  const risk = leastRiskOf[told.mode];
  const all = told.services.flatMap((service) =>
    tellingFor(catalog, service, risk).tell.flatMap(({ at, name, to }): Point[] =>
      typeof at === 'string' ? [] : [{ services: [service], tags: to, name, at: before(catalog, told, at) }],
    ),
  );
  const same = joined(all, ({ name, at }) => `${name} ${at}`);
  const inOrder = [...also, ...same].sort((a, b) => a.at - b.at);
  return inOrder.flatMap((point, i) => withoutRepeated(point, inOrder.slice(0, i)));
}

/** The point for whom no earlier one has just told it; null services vanish. */
export function withoutRepeated(point: Point, earlier: readonly Point[]): Point[] {
  const near = earlier.filter(({ at }) => point.at - at < SOON_AFTER);
  const services = point.services.filter(
    (service) => !near.some((other) => other.services.includes(service) && covers(other, point)),
  );
  return services.length === 0 ? [] : [{ ...point, services }];
}

/** An instant before the start: days on the wall clock of the first service, hours exact. */
export function before({ services }: Catalog, told: Told, { days, ms }: Duration): Instant {
  if (days === 0) return told.start - ms;
  const clock = wallClock(services.get(told.services[0]!)?.zone ?? 'UTC');
  return clock.at(clock.shows(told.start) - days * DAY).instant - ms;
}

/** Whether all whom `point` is for hear of `other`. */
function covers(other: Group, point: Group): boolean {
  if (other.tags.length === 0) return true;
  return point.tags.length > 0 && point.tags.every((tag) => other.tags.includes(tag));
}

/** Groups that differ only in their services as one. */
function joined<T extends Group>(groups: readonly T[], key: (group: T) => string): T[] {
  const byKey = Map.groupBy(groups, (group) => JSON.stringify([key(group), [...group.tags].sort()]));
  return [...byKey.values()].map((same) => ({
    ...same[0]!,
    services: [...new Set(same.flatMap(({ services }) => services))],
  }));
}

/** All tags that are named, or everybody where one of them is for everybody. */
function tagsOf(each: readonly (readonly string[])[]): readonly string[] {
  return each.some((tags) => tags.length === 0) ? [] : [...new Set(each.flat())].sort();
}
