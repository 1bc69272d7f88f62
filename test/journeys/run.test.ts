import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanagerMissing } from '../peers/alertmanager.ts';
import { icinga2Missing } from '../peers/icinga2.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { prometheusMissing } from '../peers/prometheus.ts';
import { curlMissing } from '../proxies/clients/curl.ts';
import { proxyMissing } from '../proxies/proxies.ts';
import { type Figures, table } from './run/figures.ts';
import { at, changing, type Recorded, recordOf, stepsOf } from './run/record.ts';
import { comeIn, type Visitors } from './run/visitors.ts';
import { startWorld, type World } from './run/world.ts';

const missing = [
  proxyMissing('nginx'),
  proxyMissing('haproxy'),
  alertmanagerMissing,
  icinga2Missing,
  prometheusMissing,
  postgresMissing && `${postgresMissing} is missing`,
  curlMissing,
].filter((why) => why !== null);

/** From the scheduling to the start: monitors are quiet from ten seconds before it on. Milliseconds. */
const LEAD = 12_000;

/** Within this after the end an alert is heard. Milliseconds. */
const HEARD_WITHIN = 10_000;

/** Clocks of gates may differ by this from the server's. Milliseconds. */
const CLOCKS = 2_000;

const why = missing.length > 0 ? ` (${missing.join(', ')})` : '';

describe.skipIf(missing.length > 0)(`a downtime with nothing faked${why}`, { timeout: 120_000 }, () => {
  let world: World;
  /** Keys of all orders that the shop said it has, and of those that checks have placed. */
  const placed: string[] = [];
  const figures: Figures[] = [];

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(async () => {
    if (figures.length > 0) process.stdout.write(`\n${table(figures)}\n`);
    await world?.stop();
  });

  it('turns back where a step fails: the shop is as it was, and nobody was woken', async () => {
    const { shop, lull, steps } = world;
    const lint = ['steps', 'lint', steps.folder, '--strict', '--takes', '3m', '--rollback', '1m'];
    const linted = lull(...lint);
    const before = await shop.standing();
    const visitors = comeIn(world.doors, 'first');
    const id = await schedule('1');
    expect(await linted).toContain('nothing to say');
    expect((await world.tried('downtime', 'watch', id)).code).toBe(1);
    await quietIsOver();
    const record = await recordOf(world, id);
    await nothingLost(record, visitors, 'a step fails');

    expect(record.downtime.state).toBe('aborted');
    expect(record.run.state).toBe('turned-back');
    expect(stepsOf(record)).toEqual([
      'forward nobody is at work in the database: done',
      'forward widen the ids: done',
      'forward install the release that knows them: failed',
      'back install the release that knows them: done',
      'back widen the ids: done',
    ]);
    const after = await shop.standing();
    expect(after.type).toBe(before.type);
    expect(after.file).not.toBe(before.file);
    expect(readFileSync(shop.release, 'utf8')).toBe('1\n');
    for (const { url } of world.doors) expect((await fetch(`${url}/health`)).status).toBe(200);
    await told(record, ['scheduled', 'started', 'aborted'], /^Stopped/);
    expect(world.monitors.alarms()).toEqual([]);
  });

  it('changes the schema while nobody is in, and people hear of alerts right after it', async () => {
    const { shop, monitors, steps } = world;
    steps.bringRelease();
    const visitors = comeIn(world.doors, 'second');
    const id = await schedule('2');
    expect((await world.tried('downtime', 'watch', id)).code).toBe(0);
    await visitors.stop();
    expect(monitors.alarms()).toEqual([]);
    await shop.mayRead(false);
    for (const by of ['alertmanager', 'icinga']) {
      await expect.poll(() => monitors.alarms().some((one) => one.by === by)).toBe(true);
    }
    await shop.mayRead(true);
    await quietIsOver();
    const record = await recordOf(world, id);
    placed.push('check-2-nginx', 'check-2-haproxy');
    await nothingLost(record, visitors, 'it goes well');

    const heard = monitors.alarms().map((one) => [one.by, one.at - at(record, 'endedAt')] as const);
    figures.push({ ...figures.pop()!, heardAfter: Object.fromEntries(heard.toReversed()) });
    expect(heard.filter(([, after]) => after < 0 || after > HEARD_WITHIN)).toEqual([]);
    expect(record.downtime.state).toBe('completed');
    expect(record.run.state).toBe('completed');
    expect(stepsOf(record)).toEqual([
      'forward nobody is at work in the database: done',
      'forward widen the ids: done',
      'forward install the release that knows them: done',
      'verify an order can be placed by nginx: done',
      'verify an order can be placed by haproxy: done',
      'watch the shop answers by nginx: done',
      'watch visitors are answered by haproxy: done',
    ]);
    expect((await shop.standing()).type).toBe('bigint');
    expect(readFileSync(shop.release, 'utf8')).toBe('2\n');
    await told(record, ['scheduled', 'started', 'completed'], /^Done/);
    expect(world.log()).not.toMatch(/"level":"(error|fatal)"/);
  });

  /** Schedules the change as a person does; its id. */
  async function schedule(attempt: string): Promise<string> {
    const start = new Date(Date.now() + LEAD).toISOString();
    const plan = ['--at', start, '--takes', '3m', '--rollback', '1m', '--title', 'Wider ids'];
    const work = ['--steps', 'widen-ids', '--parameter', `attempt=${attempt}`];
    const manner = ['--warn-before', '1m', '--drain-within', '30s', '--at-drain-deadline', 'wait'];
    const args = ['downtime', 'schedule', 'shop', ...plan, ...work, ...manner, '--json'];
    return (JSON.parse(await world.lull(...args)) as { downtime: { id: string } }).downtime.id;
  }

  /** Resolves when no monitor is quiet any more. */
  async function quietIsOver(): Promise<void> {
    const { alerts, icinga } = world.monitors;
    await expect.poll(() => alerts.active()).toEqual([]);
    await expect.poll(() => icinga.downtimes()).toEqual([]);
    await expect.poll(async () => (await world.read<{ items: [] }>('silences')).items).toEqual([]);
  }

  /** What holds for every downtime: visitors, their orders, those who watch, and the order of things. */
  async function nothingLost(record: Recorded, visitors: Visitors, title: string): Promise<void> {
    await visitors.stop();
    const visits = visitors.visits();
    placed.push(...visits.placed);
    const { keys, broken } = await world.shop.orders();
    const lost = symmetric(keys, placed).length + broken.length;
    const { from, to } = changing(record);
    const troubles = (await world.monitors.troubles()).filter(
      (one) => one.at > at(record, 'drainingAt') && one.at < at(record, 'openingAt'),
    );
    const alarms = world.monitors.alarms().filter((one) => one.at < at(record, 'endedAt'));
    const counts = { lost, troubles: troubles.length, alarms: alarms.length };
    figures.push({ title, record, visits, ...counts, heardAfter: {} });

    expect(visits.wrong).toEqual([]);
    expect(keys.toSorted()).toEqual(placed.toSorted());
    expect(broken).toEqual([]);
    expect(new Set(visits.refused.map(({ door }) => door))).toEqual(new Set(['nginx', 'haproxy']));
    const untimely = visits.refused.filter(
      ({ began, ended }) =>
        ended < Date.parse(record.downtime.plan.start!) - CLOCKS || began > at(record, 'endedAt'),
    );
    expect(untimely).toEqual([]);
    const inside = (await world.shop.served()).filter((one) => one.ended > from && one.began < to);
    expect(inside).toEqual([]);

    expect(alarms).toEqual([]);
    expect(new Set(troubles.map(({ by }) => by))).toEqual(new Set(['alertmanager', 'icinga']));
    expect(record.silences.map(({ silencer, state }) => `${silencer} ${state}`).toSorted()).toEqual([
      'alerts gone',
      'icinga gone',
    ]);
    const loudAfter = record.silences.map(({ until }) => Date.parse(until) - at(record, 'endedAt'));
    expect(loudAfter.filter((after) => after < 0 || after > HEARD_WITHIN)).toEqual([]);
    gatesClosedFirst(record);
  }

  /** Both gates refuse and nothing is in flight before it is closed; both stay so before a step begins. */
  function gatesClosedFirst({ events, run }: Recorded): void {
    const kinds = events.map(({ kind }) => kind);
    const [closed, begun] = [kinds.indexOf('downtime.closed'), kinds.indexOf('downtime.step-started')];
    const confirmed = (some: Recorded['events'], state: string) =>
      some
        .filter(({ kind, data }) => kind === 'gate.confirmed' && data.state === state)
        .map(({ data }) => data.gate)
        .toSorted();
    const both = ['haproxy', 'nginx'];
    expect(confirmed(events.slice(0, closed), 'drain')).toEqual(both);
    expect(events[closed]).toMatchObject({ why: null, data: {} });
    expect(events[closed]!.data).not.toHaveProperty('inFlight');
    expect(confirmed(events.slice(closed, begun), 'closed')).toEqual(both);
    expect(run.releasedAt! <= run.parts[0]!.steps[0]!.attempts[0]!.startedAt).toBe(true);
    expect(kinds.slice(0, begun)).toContain('silence.held');
  }

  /** Subscribers were told of these, each once, the last with such a subject. */
  async function told({ downtime }: Recorded, kinds: readonly string[], subject: RegExp): Promise<void> {
    const subjects = () =>
      world.mail.mails.filter(({ to }) => to.includes('ada@example.com')).map(({ parsed }) => parsed.subject);
    await expect.poll(subjects).toHaveLength(figures.length * kinds.length);
    expect(subjects().at(-1)).toMatch(subject);
    const sent = async () => {
      const { notices } = await recordOf(world, downtime.id);
      return notices.filter((one) => one.sent > 0).map((one) => `${one.kind} ${one.sent}`);
    };
    await expect.poll(sent).toEqual(expect.arrayContaining(kinds.map((kind) => `${kind} 1`)));
    const { notices } = await recordOf(world, downtime.id);
    expect(notices.filter(({ failed }) => failed > 0)).toEqual([]);
  }
});

/** What is in one of both and not in the other, with what is in one twice. */
function symmetric(a: readonly string[], b: readonly string[]): string[] {
  const [as, bs] = [new Set(a), new Set(b)];
  const doubled = a.filter((one, i) => a.indexOf(one) !== i);
  return [...as.symmetricDifference(bs), ...doubled];
}
