import { LullError } from '../errors.ts';
import type { Duration } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { Occurrence } from '../time/recurrence.ts';
import { formatLocal } from '../time/zone.ts';
import type { Catalog, Freeze, MaintenanceWindow, Service } from './catalog.ts';
import { clockRemark } from './remark.ts';
import type { Risk } from './risk.ts';

/** One time that a window is open. */
export interface WindowOccurrence extends Occurrence {
  readonly kind: 'window';
  /** Name of the window. */
  readonly window: string;
  readonly zone: string;
  readonly risk: Risk;
  readonly notice: Duration;
  readonly cutoff: Duration;
  readonly comment: string | null;
}

/** One time that a freeze holds. */
export interface FreezeOccurrence extends Occurrence {
  readonly kind: 'freeze';
  /** Name of the freeze. */
  readonly window: string;
  readonly zone: string;
  readonly leastRisk: Risk;
  /** Names of the services that it holds for; null for all. */
  readonly services: readonly string[] | null;
  readonly reason: string | null;
}

/** For which service; all windows and freezes when it is left out. */
export interface OccurrenceFilter {
  readonly service?: string | undefined;
}

/**
 * Every time that a window touches the half-open period: whole, not joined, sorted by start. With a service
 * named, the windows that it names.
 *
 * @throws LullError `unknown-service`, `too-many-occurrences`
 * @example windowsBetween(catalog, { start, end }, { service: 'shop' })
 */
export function windowsBetween(
  catalog: Catalog,
  interval: Interval,
  { service }: OccurrenceFilter = {},
): WindowOccurrence[] {
  if (service !== undefined) {
    const windows = catalog.rulesOf(service).windows ?? [];
    return byStart(windows.flatMap((each) => catalog.memory.between(each, interval, asOpen)));
  }
  const windows = [...catalog.windows.values()];
  return byStart(
    windows.flatMap((each) =>
      each.recurrence.between(interval).map((occurrence) => asOpen(each, occurrence)),
    ),
  );
}

/**
 * Every time that a freeze touches the half-open period: whole, not joined, sorted by start. With a service
 * named, the freezes whose scope covers it.
 *
 * @throws LullError `unknown-service`, `too-many-occurrences`
 * @example freezesBetween(catalog, { start, end }, { service: 'shop' })
 */
export function freezesBetween(
  catalog: Catalog,
  interval: Interval,
  { service }: OccurrenceFilter = {},
): FreezeOccurrence[] {
  if (service !== undefined) {
    const { freezes } = catalog.rulesOf(service);
    return byStart(freezes.flatMap((each) => catalog.memory.between(each, interval, asFrozen)));
  }
  const freezes = [...catalog.freezes.values()];
  return byStart(
    freezes.flatMap((each) =>
      each.recurrence.between(interval).map((occurrence) => asFrozen(each, occurrence)),
    ),
  );
}

function asOpen(window: MaintenanceWindow, occurrence: Occurrence): WindowOccurrence {
  const { name, recurrence, risk, notice, cutoff, comment } = window;
  return {
    ...occurrence,
    kind: 'window',
    window: name,
    zone: recurrence.zone,
    risk,
    notice,
    cutoff,
    comment,
  };
}

function asFrozen(freeze: Freeze, occurrence: Occurrence): FreezeOccurrence {
  const { name, recurrence, services, leastRisk, reason } = freeze;
  return {
    ...occurrence,
    kind: 'freeze',
    window: name,
    zone: recurrence.zone,
    leastRisk,
    services,
    reason,
  };
}

/** One line of the list of what comes. */
export interface Listed extends Interval {
  readonly kind: 'window' | 'freeze';
  /** Name of the window or freeze. */
  readonly window: string;
  readonly zone: string;
  /** Start with its offset and zone, ISO 8601. */
  readonly startLocal: string;
  /** What a change of the clocks does to it, as a sentence; null when it does nothing. */
  readonly remark: string | null;
  /** Of a window the most that work may disturb; of a freeze the least that is frozen. */
  readonly risk: Risk;
  /** A window's comment or a freeze's reason. */
  readonly comment: string | null;
}

/**
 * Windows and freezes that touch the half-open period, by start, with their local time and remarks for
 * people.
 *
 * @throws LullError `unknown-service`, `too-many-occurrences`
 * @example
 * listOccurrences(catalog, { start, end })[0].startLocal // '2026-01-05T02:00:00+01:00[Europe/Berlin]'
 */
export function listOccurrences(
  catalog: Catalog,
  interval: Interval,
  filter: OccurrenceFilter = {},
): Listed[] {
  const both = [...windowsBetween(catalog, interval, filter), ...freezesBetween(catalog, interval, filter)];
  return byStart(both).map((occurrence) => {
    const { kind, window, zone, start, end } = occurrence;
    const startLocal = formatLocal(start, zone);
    const told = { kind, window, zone, start, end, startLocal, remark: clockRemark(occurrence, zone) };
    return occurrence.kind === 'window'
      ? { ...told, risk: occurrence.risk, comment: occurrence.comment }
      : { ...told, risk: occurrence.leastRisk, comment: occurrence.reason };
  });
}

/**
 * The named service.
 *
 * @throws LullError `unknown-service`
 * @example serviceNamed(catalog, 'shop').zone
 */
export function serviceNamed(catalog: Pick<Catalog, 'services'>, name: string): Service {
  const service = catalog.services.get(name);
  if (!service) {
    const names = [...catalog.services.keys()].join(', ');
    throw new LullError(
      'unknown-service',
      `"${name}" is not a service of the configuration`,
      names ? `Name one of ${names}.` : 'The configuration has no services: write one under "services".',
    );
  }
  return service;
}

const byStart = <T extends Interval>(occurrences: T[]): T[] =>
  occurrences.sort((a, b) => a.start - b.start || a.end - b.end);
