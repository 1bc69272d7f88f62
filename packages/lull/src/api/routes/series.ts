import { changeSeries as change, endSeries as end } from '../../keeper/change-series.ts';
import { createSeries as create } from '../../keeper/create-series.ts';
import { listSeries as list, readSeries as read } from '../../keeper/read-series.ts';
import { answer, answerPage } from '../answer.ts';
import { changeOptions } from '../call.ts';
import type { Body } from '../contract/endpoint.ts';
import { changeSeries, createSeries, endSeries, listSeries, readSeries } from '../contract/series.ts';
import { etagOf } from '../etag.ts';
import { pageOf } from '../page-of.ts';
import type { Routes } from '../parts.ts';
import { peopleOf } from '../views/names.ts';
import { peopleInSeries, seriesOf, seriesOutcomeOf } from '../views/series.ts';
import { type Viewing, zoneOf } from '../views/times.ts';

/** Work that comes again. */
export const seriesRoutes: Routes = (mount, { keeper, viewer }) => {
  mount(listSeries, async ({ c, actor, query }) => {
    const all = await list(keeper, actor);
    const { items, next } = pageOf(all, ({ series }) => series.id, query);
    const view = await viewer.viewing(items.flatMap(({ series }) => peopleOf(series.plan)));
    return answerPage(
      c,
      listSeries,
      items.map((each) => seriesOf(each, view)),
      next,
    );
  });

  mount(createSeries, async (call) => {
    const view = await viewer.viewing();
    const options = changeOptions({ ...call, version: undefined });
    const made = await create(keeper, call.actor, partsOf(call.body, view), options);
    const { dryRun, series, version } = made;
    const outcome = seriesOutcomeOf(made, await viewer.viewing(peopleInSeries(made)));
    if (dryRun) return call.c.json(outcome, 200);
    const extras = { etag: etagOf(version), location: `series/${series.id}` };
    return answer(call.c, createSeries, outcome, extras);
  });

  mount(readSeries, async ({ c, actor, params }) => {
    const held = await read(keeper, actor, params.id);
    const view = seriesOf(held, await viewer.viewing(peopleOf(held.series.plan)));
    return answer(c, readSeries, view, { etag: etagOf(held.version, view.ended ? 'ended' : null) });
  });

  mount(changeSeries, async (call) => {
    const view = await viewer.viewing();
    const parts = partsOf(call.body, view);
    const changed = await change(keeper, call.actor, call.params.id, parts, changeOptions(call));
    const outcome = seriesOutcomeOf(changed, await viewer.viewing(peopleInSeries(changed)));
    return answer(call.c, changeSeries, outcome, { etag: etagOf(changed.version) });
  });

  mount(endSeries, async (call) => {
    const ended = await end(keeper, call.actor, call.params.id, call.body, changeOptions(call));
    const outcome = seriesOutcomeOf(ended, await viewer.viewing(peopleInSeries(ended)));
    return answer(call.c, endSeries, outcome, { etag: etagOf(ended.version) });
  });
};

function partsOf(body: Body<typeof createSeries>, { catalog }: Viewing) {
  const { zone, start, rrule, exdate, rdate, why, ...plan } = body;
  const written = { zone: zone ?? zoneOf(plan.services, catalog), start, rrule, exdate, rdate };
  return { plan, recurrence: written, why };
}
