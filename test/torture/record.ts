import type { EventView, OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';
import type { Client } from './client.ts';
import { type Audited, differences, type Known } from './model.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface AuditEntry extends Audited {
  readonly subject: string;
}

/**
 * Everything in which the server's record differs from what was acknowledged, once nobody changes it any more:
 * each downtime by itself, that there are no others, and that the events have no gap and no double.
 */
export async function judge(client: Client, known: readonly Known[]): Promise<string[]> {
  const [downtimes, events, audit] = await Promise.all([
    pages<{ id: string }>(client, '/api/v1/downtimes'),
    pages<EventView>(client, '/api/v1/events', '0'),
    pages<AuditEntry>(client, '/api/v1/audit'),
  ]);
  const wrong: string[] = [];
  const ids = new Set(known.map(({ id }) => id));
  for (const { id } of downtimes) if (!ids.has(id)) wrong.push(`${id}: is there, and was never acknowledged`);
  for (const [i, { seq }] of events.entries()) {
    if (seq !== events[0]!.seq + i)
      return [...wrong, `event ${seq} comes where ${events[0]!.seq + i} should`];
  }
  if (new Set(events.map(({ id }) => id)).size !== events.length) wrong.push('an event is there twice');
  for (const one of known) {
    const { status, body } = await client.get(`/api/v1/downtimes/${one.id}`);
    const found = {
      downtime: status === 200 ? (body as OutcomeView['downtime']) : null,
      events: events.filter(({ downtime }) => downtime === one.id),
      audited: audit.filter(({ subject }) => subject === one.id).reverse(),
    };
    wrong.push(...differences(one, found));
  }
  return wrong;
}

/**
 * What is missing of what was acknowledged before, while others go on changing it.
 *
 * @param known as it was before the server was asked
 */
export async function missing(client: Client, known: readonly Known[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id, promise, version } of known) {
    const { status, body } = await client.get(`/api/v1/downtimes/${id}`);
    const { promise: found = [], version: at = 0 } = body as Partial<OutcomeView['downtime']>;
    if (status !== 200) wrong.push(`${id}: acknowledged, and GET says ${status}`);
    else if (at < version) wrong.push(`${id}: version ${version} was acknowledged, and it is at ${at}`);
    else if (promise.some(({ start, end }, i) => found[i]?.start !== start || found[i].end !== end)) {
      wrong.push(`${id}: a promise that was acknowledged is gone`);
    }
  }
  return wrong;
}

/** @param first the place after which the first page begins; null for the very beginning */
async function pages<T>(client: Client, path: string, first: string | null = null): Promise<T[]> {
  const all: T[] = [];
  let after = first;
  do {
    const { status, body } = await client.get(`${path}?limit=200${after === null ? '' : `&after=${after}`}`);
    if (status !== 200) throw new Error(`${path} was answered with ${status} ${JSON.stringify(body)}`);
    const page = body as Page<T>;
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}
