import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endpoints } from '../../src/api/contract/index.ts';
import { problem } from '../../src/api/contract/problem.ts';
import { describeEngines } from '../store/engines.ts';
import { type FuzzRequest, operationsOf, requestsOf } from './fuzz/requests.ts';
import { type Caller, type Got, startServer } from './support/server.ts';

const description = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
const operations = operationsOf(description);
const answers = new Map(endpoints.map(({ name, answer }) => [name, answer.schema]));

/** What the server refuses before it knows what is asked: the address or method is another than it looks. */
const beforeRouting = [404, 405];

// One seed, so that every run sends the same; LULL_FUZZ_SEED and LULL_FUZZ_RUNS for more.
const seed = Number(process.env.LULL_FUZZ_SEED ?? 20261123);
const runsOn = { pglite: 12, postgres: 6 } as const;

describeEngines('everything that openapi.json describes', (open, engine) => {
  const runs = Number(process.env.LULL_FUZZ_RUNS ?? runsOn[engine]);

  it('answers whatever is sent with what it says it answers with, and stays well', async () => {
    const server = await startServer(await open(), { answerWithin: 20_000 });
    const { owner } = server;
    const known = await worldOf(owner);
    const callers: readonly Caller[] = [
      server.owner,
      await server.caller({ role: 'scheduler' }),
      await server.person({ bank: 'approver' }),
      server.nobody,
    ];
    for (const operation of operations) {
      const requests = fc.sample(requestsOf(operation, known), { seed, numRuns: runs });
      for (const [i, request] of requests.entries()) {
        const caller = callers[i % 5 === 4 ? 1 + ((i >> 2) % 3) : 0]!;
        const got = await sent(caller, request);
        expect(server.unforeseen, JSON.stringify({ id: operation.id, request })).toEqual([]);
        check(operation.id, request, got, operation.statuses);
      }
    }
    expect(server.unforeseen).toEqual([]);
    const [id] = known.ids.downtimes;
    const well = await owner(`downtimes/${id}`);
    expect([well.status, well.json.id]).toEqual([200, id]);
    expect(
      (await owner('downtimes', { title: 'after all', services: [await some(owner)], takes: 'PT1H' })).status,
    ).toBe(201);
    await server.stop();
  }, 3_600_000);
});

/** Downtimes in several states, a series, people and keys, to be asked for. */
async function worldOf(owner: Caller) {
  const draft = { title: 'Move it', services: ['shop'], takes: 'PT1H' };
  const start = '2027-06-01T22:00:00Z';
  const made = [
    await owner('downtimes', draft),
    await owner('downtimes', { ...draft, services: ['bank'], start, schedule: true }),
    await owner('services/shop/down', { why: 'the disk is failing' }),
  ];
  const series = await owner('series', { ...draft, start: '2027-01-01T02:00', rrule: 'FREQ=WEEKLY' });
  const invited = await owner('invitations', { email: 'ada@example.net' });
  const key = await owner('keys', { name: 'other' });
  const me = await owner('me');
  return {
    ids: {
      downtimes: made.map(({ json }) => json.downtime.id as string),
      series: [series.json.id],
      people: [me.json.person],
      keys: [key.json.id],
      invitations: [invited.json.id],
      windows: ['nightly', 'none'],
      freezes: ['sale'],
      teams: ['web'],
    },
    names: ['shop', 'bank'],
    queries: { service: 'shop', takes: 'PT1H', journal: 'j', process: 'p' },
  };
}

/** A service that is still there. */
async function some(owner: Caller): Promise<string> {
  const { json } = await owner('services');
  return json.items[0].name;
}

function sent(caller: Caller, { method, path, headers, body }: FuzzRequest): Promise<Got> {
  const printable = Object.fromEntries(
    Object.entries(headers).filter(([, value]) => /^[\x20-\xff]*$/.test(value)),
  );
  return caller.raw({ method, path, headers: printable, body });
}

function check(id: string, request: FuzzRequest, got: Got, statuses: ReadonlySet<number>): void {
  const about = JSON.stringify({
    id,
    request: { ...request, path: request.path.slice(0, 500), body: request.body?.slice(0, 500) },
    got: got.text.slice(0, 800),
  });
  expect(got.status, about).toBeLessThan(500);
  expect(statuses.has(got.status) || beforeRouting.includes(got.status), about).toBe(true);
  expect(got.headers.get('x-request-id') ?? '', about).toMatch(/^[\w.-]{8,64}$/);
  expect(got.headers.get('content-security-policy'), about).toContain("default-src 'none'");
  expect(got.headers.get('set-cookie'), about).toBeNull();
  if (got.status >= 400) {
    expect(got.headers.get('content-type'), about).toBe('application/problem+json');
    expect(problem.safeParse(got.json).error, about).toBeUndefined();
    expect(got.json.status, about).toBe(got.status);
    expect(got.text, about).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(/);
  } else if (got.json !== null) {
    const schema = answers.get(id);
    // What the contract has not named is left out when it reads; so nothing else may be there.
    if (schema) expect(schema.parse(got.json), about).toEqual(got.json);
  }
}
