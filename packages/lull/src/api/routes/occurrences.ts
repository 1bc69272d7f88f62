import { allowed } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { type Listed, listOccurrences as listed } from '../../catalog/occurrences.ts';
import { LullError } from '../../errors.ts';
import { DAY, type Instant } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import { answer } from '../answer.ts';
import { listOccurrences, listWindowOccurrences } from '../contract/occurrences.ts';
import type { Routes } from '../parts.ts';
import { localTime, told } from '../views/times.ts';
import { maySeeEntry } from '../visible.ts';

/** A period that is longer is asked for in pieces. */
const longest = 400 * DAY;

/** The times of windows and freezes. */
export const occurrenceRoutes: Routes = (mount, { keeper }) => {
  mount(listOccurrences, async ({ c, actor, query }) => {
    const { catalog } = await keeper.catalog();
    const period = periodOf(query, await keeper.now());
    const { service } = query;
    if (service !== undefined && !allowed(actor, 'read', [service])) throw notThere(service);
    const found = listed(catalog, period, { service });
    return answer(c, listOccurrences, { items: found.filter(seenBy(actor, catalog)).map(occurrenceOf) });
  });

  mount(listWindowOccurrences, async ({ c, actor, params, query }) => {
    const { catalog } = await keeper.catalog();
    const { name } = params;
    const window = catalog.windows.get(name);
    if (!window || !maySeeEntry(actor, catalog, { kind: 'window', name })) throw notThere(name);
    const period = periodOf(query, await keeper.now());
    const alone = { ...catalog, windows: new Map([[name, window]]), freezes: new Map() };
    const found = listed(alone, period);
    return answer(c, listWindowOccurrences, { items: found.map(occurrenceOf) });
  });
};

function periodOf(
  { from, to }: { readonly from?: Instant | undefined; readonly to?: Instant | undefined },
  now: Instant,
): Interval {
  const start = from ?? now;
  const end = to ?? start + 30 * DAY;
  if (end <= start) throw new LullError('bad-interval', '`to` is not after `from`', 'Give a later `to`.');
  if (end - start <= longest) return { start, end };
  throw new LullError('bad-interval', 'The period is longer than 400 days', 'Ask for less at once.');
}

function seenBy(actor: Actor, catalog: Catalog): (found: Listed) => boolean {
  return ({ kind, window }) => maySeeEntry(actor, catalog, { kind, name: window });
}

function notThere(name: string): LullError {
  return new LullError('not-found', `There is no "${name}", or you may not see it.`, 'Check the name.');
}

function occurrenceOf({ kind, window, start, end, zone, risk, comment, remark }: Listed) {
  return {
    kind,
    name: window,
    start: told(start),
    end: told(end),
    startLocal: localTime(start, zone),
    endLocal: localTime(end, zone),
    zone,
    risk,
    comment,
    remark,
  };
}
