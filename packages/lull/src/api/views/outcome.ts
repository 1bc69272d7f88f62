import type { Context } from 'hono';
import type { Downtime, DowntimeEvent } from '../../downtime/contract.ts';
import type { Consequence, Outcome } from '../../keeper/contract.ts';
import { answer } from '../answer.ts';
import type { Answered, Endpoint } from '../contract/endpoint.ts';
import type { OutcomeView } from '../contract/outcome.ts';
import { etagOf } from '../etag.ts';
import { viewOf } from './downtime.ts';
import { peopleIn, toldNames } from './names.ts';
import { told, toldLocal, type Viewing, zoneOf } from './times.ts';
import type { Viewer } from './viewer.ts';

/** What became of a change, as answers have it. */
export function outcomeOf(outcome: Outcome, viewing: Viewing): OutcomeView {
  const { downtime, events, follows, dryRun } = outcome;
  const zone = zoneOf(downtime.plan.services, viewing.catalog);
  return {
    downtime: viewOf(outcome, viewing),
    events: events.map((event) => eventOf(event, downtime, viewing)),
    follows: follows.map((consequence) => consequenceOf(consequence, zone)),
    dryRun,
  };
}

function eventOf(
  event: DowntimeEvent,
  { plan }: Downtime,
  { names }: Viewing,
): OutcomeView['events'][number] {
  return {
    ...event,
    names: toldNames([event.by], names),
    services: [...plan.services],
    at: told(event.at),
    data: { ...event.data },
  };
}

/** A consequence as answers have it, on the wall clock of a zone. */
export function consequenceOf(
  { kind, at, text, data }: Consequence,
  zone: string,
): OutcomeView['follows'][number] {
  return { kind, at: told(at), atLocal: toldLocal(at, zone), text, data: { ...data } };
}

/** The answer to a change; what was made and can be found has its `Location`. */
export async function answerOutcome<E extends Endpoint>(
  c: Context,
  viewer: Viewer,
  endpoint: E,
  outcome: Outcome,
): Promise<Response> {
  const { downtime, version, dryRun, events } = outcome;
  const people = [...peopleIn(downtime), ...events.map(({ by }) => by)];
  const view = outcomeOf(outcome, await viewer.viewing(people));
  if (dryRun) return c.json(view, 200);
  const location = endpoint.answer.status === 201 ? { location: `downtimes/${downtime.id}` } : {};
  return answer(c, endpoint, view as Answered<E>, { etag: etagOf(version), ...location });
}
