import type { Context } from 'hono';
import { allowed } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { EventRow } from '../../store/events.ts';
import { eventsAfter } from '../../store/events.ts';
import { answerPage } from '../answer.ts';
import type { Call, Env } from '../call.ts';
import type { Query } from '../contract/endpoint.ts';
import { listEvents } from '../contract/events.ts';
import type { EventView } from '../contract/outcome.ts';
import type { RouteParts, Routes } from '../parts.ts';
import { follow } from '../stream/follow.ts';
import { streamed } from '../stream/response.ts';
import { stillSomebody } from '../stream/still-somebody.ts';
import { eventOf } from '../views/event.ts';
import { servicesFor } from '../visible.ts';

type Filter = Query<typeof listEvents>;

/** Everything that happened, as pages and as a stream. */
export const eventRoutes: Routes = (mount, parts) => {
  mount(listEvents, async (call) => {
    const { method } = call.c.req;
    const wantsStream = method === 'GET' && call.c.req.header('accept')?.includes('text/event-stream');
    return wantsStream ? stream(call, parts) : page(call, parts);
  });
};

async function page(
  { c, actor, query }: Call<typeof listEvents>,
  { keeper, access }: RouteParts,
): Promise<Response> {
  const { limit, after = 0, service, downtime, kind: kinds } = query;
  const services = servicesFor(actor, service);
  const asked = { limit: limit + 1, services, downtime, kinds };
  const events = services?.length === 0 ? [] : await eventsAfter(keeper.store.db, after, asked);
  const shown = events.slice(0, limit);
  const next = events.length > limit ? String(shown.at(-1)!.seq) : null;
  const names = await access.names.of(shown.map(({ by }) => by));
  return answerPage(
    c,
    listEvents,
    shown.map((event) => eventOf(event, names)),
    next,
  );
}

async function stream(
  { c, actor, query }: Call<typeof listEvents>,
  { access, streams, settings }: RouteParts,
): Promise<Response> {
  if (streams.signal.aborted) throw stopping();
  const leave = streams.places.take(`${actor.kind} ${actor.id}`);
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, streams.signal]);
  const after = lastEventId(c) ?? query.after ?? (await streams.tail.last());
  const pieces = follow({
    tail: streams.tail,
    after,
    heartbeat: settings.heartbeat,
    signal,
    actor: stillSomebody(c, actor, { access, streams, settings }),
    wanted: (event, who) => maySee(event, who) && isWanted(event, query),
    async write(events) {
      const names = await access.names.of(events.map(({ by }) => by));
      return events.map((event) => messageOf(eventOf(event, names))).join('');
    },
  });
  return c.body(streamed(pieces, ending, leave), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
}

function messageOf(event: EventView): string {
  return `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** What belongs to no service is for those who may see everything. */
function maySee({ services }: EventRow, actor: Actor): boolean {
  return allowed(actor, 'read', services.length > 0 ? services : null);
}

function isWanted(event: EventRow, { service, downtime, kind }: Filter): boolean {
  return (
    (!service || service.some((name) => event.services.includes(name))) &&
    (downtime === undefined || event.downtime === downtime) &&
    (!kind || kind.includes(event.kind))
  );
}

function lastEventId(c: Context<Env>): number | null {
  const id = c.req.header('last-event-id');
  return id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : null;
}

function stopping(): LullError {
  return new LullError('interrupted', 'The server is stopping', 'Connect again: another one answers.');
}
