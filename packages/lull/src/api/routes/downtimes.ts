import { createDowntime as create } from '../../keeper/create-downtime.ts';
import { historyOf } from '../../keeper/history-of.ts';
import { listDowntimes as list } from '../../keeper/list-downtimes.ts';
import { readDowntime as read } from '../../keeper/read-downtime.ts';
import { answer, answerPage } from '../answer.ts';
import { changeOptions } from '../call.ts';
import {
  createDowntime,
  listDowntimeEvents,
  listDowntimes,
  listRevisions,
  readDowntime,
} from '../contract/downtimes.ts';
import { etagOf } from '../etag.ts';
import type { Routes } from '../parts.ts';
import { revisionOf, summaryOf, viewOf } from '../views/downtime.ts';
import { eventOf } from '../views/event.ts';
import { peopleIn, toldNames } from '../views/names.ts';
import { answerOutcome } from '../views/outcome.ts';
import { zoneOf } from '../views/times.ts';

/** Downtimes: lists, one by one, and what became of them. */
export const downtimeRoutes: Routes = (mount, { keeper, viewer, access }) => {
  mount(listDowntimes, async ({ c, actor, query }) => {
    const { state: states, service: services, q: text, after, limit, order, ...rest } = query;
    const page = { after, limit, newestFirst: order === 'latest' };
    const { items, next } = await list(keeper, actor, { ...rest, states, services, text }, page);
    const view = await viewer.viewing(items.map(({ downtime }) => downtime.plan.owner));
    const shown = items.map((item) => summaryOf(item, view));
    return answerPage(c, listDowntimes, shown, next);
  });

  mount(createDowntime, async (call) => {
    const options = changeOptions({ ...call, version: undefined });
    const outcome = await create(keeper, call.actor, call.body, options);
    return answerOutcome(call.c, viewer, createDowntime, outcome);
  });

  mount(readDowntime, async ({ c, actor, params }) => {
    const found = await read(keeper, actor, params.id);
    const view = viewOf(found, await viewer.viewing(peopleIn(found.downtime)));
    return answer(c, readDowntime, view, { etag: etagOf(found.version, view.overdue ? 'overdue' : null) });
  });

  mount(listDowntimeEvents, async ({ c, actor, params, query }) => {
    const { after, limit } = query;
    const events = await historyOf(keeper, actor, params.id, { after, limit: limit + 1 });
    const shown = events.slice(0, limit);
    const next = events.length > limit ? String(shown.at(-1)!.seq) : null;
    const names = await access.names.of(shown.map(({ by }) => by));
    return answerPage(
      c,
      listDowntimeEvents,
      shown.map((event) => eventOf(event, names)),
      next,
    );
  });

  mount(listRevisions, async ({ c, actor, params }) => {
    const { downtime } = await read(keeper, actor, params.id);
    const { promise, plan } = downtime;
    const people = promise.map(({ by }) => by);
    const { catalog, names } = await viewer.viewing(people);
    const zone = zoneOf(plan.services, catalog);
    const items = promise.map((each) => revisionOf(each, zone));
    return answer(c, listRevisions, { items, names: toldNames(people, names) });
  });
};
