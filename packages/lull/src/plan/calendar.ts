import { noticeByRisk } from '../catalog/announcing.ts';
import type { Catalog, Service } from '../catalog/catalog.ts';
import { freezesBetween, serviceNamed, windowsBetween } from '../catalog/occurrences.ts';
import { risks } from '../catalog/risk.ts';
import { exactLength } from '../time/duration.ts';
import { intersects } from '../time/interval.ts';
import type { CalendarOver } from './may.ts';
import type { LeastNotice, TakenTime } from './rules.ts';

/**
 * The windows and freezes that hold for a service, or all of the catalog's where none is meant. A service
 * that names no windows, like a catalog that has none, may be taken down at any time outside the freezes.
 *
 * @param taken what other downtimes take, from `takenTimes`
 * @example calendarOf(catalog, catalog.services.get('shop')!)({ start, end }).freezes
 */
export function calendarOf(
  catalog: Catalog,
  service: Service | null,
  taken: readonly TakenTime[] = [],
): CalendarOver {
  const filter = { service: service?.name };
  const named = service ? catalog.rulesOf(service.name).windows : [...catalog.windows.values()];
  const anyTime = service ? named === null : catalog.windows.size === 0;
  // Windows that touch count as one, so its cutoff is known only when all that may join it are.
  const longestCutoff = (named ?? []).reduce((most, { cutoff }) => Math.max(most, exactLength(cutoff)), 0);
  const leastNotice = leastNoticeOf(catalog, service);
  return (period) => {
    const joined = { start: period.start, end: period.end + longestCutoff };
    return {
      windows: anyTime ? null : windowsBetween(catalog, joined, filter),
      freezes: freezesBetween(catalog, period, filter),
      taken: taken.filter((time) => intersects(time, period)),
      ...(leastNotice && { leastNotice }),
    };
  };
}

/**
 * The calendars of all services that a piece of work is about, to be asked together.
 *
 * @param taken what other downtimes take of this work, from `takenTimes`
 * @throws LullError `unknown-service`
 * @example may(calendarsOf(catalog, ['shop', 'payments'], taken), work, at, 'Europe/Berlin').open
 */
export function calendarsOf(
  catalog: Catalog,
  services: readonly string[],
  taken: readonly TakenTime[] = [],
): CalendarOver[] {
  return [...new Set(services)].map((name, i): CalendarOver => {
    // What is taken is taken of the work as a whole: one calendar is enough to say so.
    const calendarOver = calendarOf(catalog, serviceNamed(catalog, name), i === 0 ? taken : []);
    return services.length === 1 ? calendarOver : (period) => ({ ...calendarOver(period), service: name });
  });
}

/** The least notice that the policy wants; null where it wants none of any work. */
function leastNoticeOf(catalog: Catalog, service: Service | null): LeastNotice | null {
  const byRisk = noticeByRisk(catalog, service?.name ?? null);
  const isWanted = risks.some((risk) => exactLength(byRisk[risk]) > 0);
  return isWanted ? { byRisk, zone: service?.zone ?? 'UTC' } : null;
}
