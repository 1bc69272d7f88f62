import type { Catalog, Service } from '../catalog/load.ts';
import { freezesBetween, windowsBetween } from '../catalog/occurrences.ts';
import type { CalendarOver } from './may.ts';

/**
 * The windows and freezes that hold for a service, or all of the catalog's where none is meant. A service
 * that names no windows, like a catalog that has none, may be taken down at any time outside the freezes.
 *
 * @example calendarOf(catalog, catalog.services.get('shop')!)({ start, end }).freezes
 */
export function calendarOf(catalog: Catalog, service: Service | null): CalendarOver {
  const anyTime = service ? service.windows === null : catalog.windows.size === 0;
  const filter = { service: service?.name };
  return (period) => ({
    windows: anyTime ? null : windowsBetween(catalog, period, filter),
    freezes: freezesBetween(catalog, period, filter),
  });
}
