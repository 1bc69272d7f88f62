import { LullError } from '../errors.ts';
import type { Duration } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { Occurrence } from '../time/recurrence.ts';
import { formatLocal } from '../time/zone.ts';
import type { Catalog, Freeze, MaintenanceWindow, Service } from './load.ts';
import { clockRemark } from './remark.ts';
import type { Risk } from './schema.ts';

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
  const windows = service === undefined ? [...catalog.windows.values()] : windowsOf(catalog, service);
  return byStart(
    windows.flatMap(({ name, recurrence, risk, notice, cutoff, comment }) =>
      recurrence.between(interval).map(
        (occurrence): WindowOccurrence => ({
          ...occurrence,
          kind: 'window',
          window: name,
          zone: recurrence.zone,
          risk,
          notice,
          cutoff,
          comment,
        }),
      ),
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
  if (service !== undefined) serviceNamed(catalog, service);
  const covers = ({ services }: Freeze) =>
    service === undefined || services === null || services.includes(service);
  return byStart(
    [...catalog.freezes.values()]
      .filter(covers)
      .flatMap(({ name, recurrence, services, leastRisk, reason }) =>
        recurrence.between(interval).map(
          (occurrence): FreezeOccurrence => ({
            ...occurrence,
            kind: 'freeze',
            window: name,
            zone: recurrence.zone,
            leastRisk,
            services,
            reason,
          }),
        ),
      ),
  );
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
export function serviceNamed(catalog: Catalog, name: string): Service {
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

function windowsOf(catalog: Catalog, service: string): MaintenanceWindow[] {
  const names = new Set(serviceNamed(catalog, service).windows ?? []);
  return [...names].map((name) => catalog.windows.get(name)!);
}

const byStart = <T extends Interval>(occurrences: T[]): T[] =>
  occurrences.sort((a, b) => a.start - b.start || a.end - b.end);
