import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventView, OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';
import type { Postgres } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { ownerOf, putService } from './catalog.ts';
import { type Client, createClient } from './client.ts';

/** One moment of one downtime that the clock brings. */
export interface Moment {
  readonly downtime: string;
  readonly kind: string;
  /** How often it happened; must be 1. */
  readonly times: number;
  /**
   * Milliseconds from its instant, or from when the database was back where that came later, to when it happened, on
   * the database's clock.
   */
  readonly late: number;
  /** Milliseconds by which it happened before its instant; must not be above 0. */
  readonly early: number;
  /** What was out of order at its instant. */
  readonly during: 'nothing' | 'one server dead' | 'database away';
}

interface Planned {
  readonly id: string;
  readonly start: number;
}

const shiftedClock = resolve(import.meta.dirname, '../support/shifted-clock.ts');

/**
 * Two servers on one PostgreSQL, the second with its clock a minute ahead. One downtime after the other begins, three a
 * second; meanwhile the first server is killed, then the database is restarted, then the first comes back.
 *
 * @param seconds how long downtimes go on to begin
 */
export async function twoServers(postgres: Postgres, seconds: number): Promise<Moment[]> {
  const databaseUrl = await postgres.createDatabase();
  const [first, second] = [await freePort(), await freePort()];
  const env = { LULL_URL: `http://localhost:${first}`, LULL_RATE: '0' };
  const one = { port: first, databaseUrl, env };
  const other = {
    port: second,
    databaseUrl,
    env: { ...env, LULL_TEST_SHIFT: '60000' },
    nodeArguments: ['--import', shiftedClock],
  };
  let right = startLullServer(one);
  const key = await becomeOwner(await right.ready);
  const ahead = startLullServer(other);
  await ahead.ready;
  const clients = [
    createClient(`http://127.0.0.1:${first}`, key),
    createClient(`http://127.0.0.1:${second}`, key),
  ];
  try {
    // Both are asked to plan, the one whose clock is wrong too.
    const begin = Date.now() + 15_000;
    const planned = await Promise.all(
      Array.from({ length: seconds * 3 }, (_, i) => schedule(clients[i % 2]!, i, begin + i * 333)),
    );
    const at = (share: number): Promise<void> =>
      wait(Math.max(0, begin + share * seconds * 1_000 - Date.now()));
    await at(0.25);
    await right.kill();
    const dead = Date.now();
    await at(0.5);
    const away = Date.now();
    await postgres.halt();
    await wait(1_500);
    await postgres.start();
    const back = Date.now();
    await at(0.75);
    right = startLullServer(one);
    await right.ready;
    const alive = Date.now();
    await at(1);
    const survivor = ahead.ended.then(() => {
      throw new Error(`the server that nobody killed ended: ${ahead.log().slice(-2_000)}`);
    });
    return await Promise.race([moments(clients[1]!, planned, { dead, alive, away, back }), survivor]);
  } finally {
    for (const client of clients) client.close();
    await right.kill();
    await ahead.kill();
  }
}

async function schedule(client: Client, number: number, start: number): Promise<Planned> {
  const service = `service-${number}`;
  await putService(client, service);
  const made = await client.post('/api/v1/downtimes', {
    ...{
      title: 'Two servers',
      services: [service],
      owner: ownerOf(service),
      start: new Date(start).toISOString(),
      schedule: true,
    },
    ...{ takes: 'PT1H', warnBefore: 'PT1H', startWithin: 'PT1H', remindEvery: 'PT6H' },
  });
  if (made.status !== 201) throw new Error(`scheduling was refused: ${JSON.stringify(made.body)}`);
  const { id } = (made.body as OutcomeView).downtime;
  for (;;) {
    const { body } = await client.get(`/api/v1/downtimes/${id}`);
    if ((body as OutcomeView['downtime']).state === 'warning') break;
    await wait(100);
  }
  const went = await client.post(`/api/v1/downtimes/${id}/go`, {});
  if (went.status !== 200) throw new Error(`"go" was refused: ${JSON.stringify(went.body)}`);
  return { id, start };
}

interface Outages {
  readonly dead: number;
  readonly alive: number;
  readonly away: number;
  readonly back: number;
}

async function moments(client: Client, planned: readonly Planned[], outages: Outages): Promise<Moment[]> {
  const found: Moment[] = [];
  for (const { id, start } of planned) {
    const events = await eventsOf(client, id);
    for (const kind of ['downtime.draining', 'downtime.closed']) {
      const happened = events.filter((event) => event.kind === kind).map((event) => Date.parse(event.at));
      const at = happened[0] ?? Number.POSITIVE_INFINITY;
      const isAway = start < outages.back && at > outages.away;
      const isDead = start >= outages.dead && start < outages.alive;
      found.push({
        downtime: id,
        kind,
        times: happened.length,
        late: at - (isAway ? Math.max(start, outages.back) : start),
        early: start - at,
        during: isAway ? 'database away' : isDead ? 'one server dead' : 'nothing',
      });
    }
  }
  return found;
}

/** The events, once the downtime is down. */
async function eventsOf(client: Client, id: string): Promise<readonly EventView[]> {
  for (;;) {
    const { body } = await client.get(`/api/v1/downtimes/${id}/events`);
    const { items } = body as { items: readonly EventView[] };
    if (items.some(({ kind }) => kind === 'downtime.closed')) return items;
    await wait(100);
  }
}
