import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import type { Caller } from './support/server.ts';
import { servingOn } from './support/serving.ts';

const folder = mkdtempSync(join(tmpdir(), 'lull-foresee-'));
const file = join(folder, 'counts.csv');
const HOUR = 3_600_000;
const hour = Math.floor(Date.now() / HOUR) * HOUR;
/** Hours before now in which everything was down. */
const outage = { from: 20 * 24, to: 20 * 24 - 6 };

beforeAll(() => {
  const rows = Array.from({ length: 8 * 7 * 24 }, (_, i) => {
    const at = hour - (8 * 7 * 24 - i) * HOUR;
    const before = 8 * 7 * 24 - i;
    const isDown = before <= outage.from && before > outage.to;
    const busy = 100 + 80 * Math.sin(((new Date(at).getUTCHours() - 8) / 24) * 2 * Math.PI);
    return `${new Date(at).toISOString()},${isDown ? 0 : Math.round(busy)}`;
  });
  writeFileSync(file, ['timestamp,requests', ...rows].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const catalog = `
services:
  shop: { zone: Europe/Berlin, traffic: ["${file}"], dependsOn: [payments] }
  payments: { zone: Europe/Berlin }
  quiet: { zone: Europe/Berlin }
freezes:
  sale: { zone: Europe/Berlin, start: 2026-01-01T00:00, duration: PT10H, rrule: "FREQ=WEEKLY", scope: { leastRisk: low }, reason: The sale }
`;

/** The same figures: sums of another horizon differ in their last digits. */
function near(figures: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(figures).map(([key, one]) => [
      key,
      typeof one === 'number' ? expect.closeTo(one, 6) : one,
    ]),
  );
}

async function setUp(owner: Caller): Promise<void> {
  const headers = { 'content-type': 'application/yaml' };
  const { status, text } = await owner.send({ method: 'POST', path: 'apply', body: catalog, headers });
  expect([status, text.slice(0, 300)]).toEqual([200, expect.any(String)]);
}

describeEngines('the time ahead', (open) => {
  const serving = servingOn(open);

  it('says of every best moment what the ranking says of it', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const work = 'service=shop&takes=PT90M&rollback=PT30M';
      const { json: plan } = await owner(`plan?${work}&top=5`);
      expect(plan.candidates).toHaveLength(5);
      const { json: ahead } = await owner(`plan/harm?${work}`);
      const [start, step] = [Date.parse(ahead.harm.start), HOUR];
      expect([ahead.harm.step, ahead.harm.unit, ahead.harm.metric]).toEqual(['PT1H', 'value', 'value']);
      for (const candidate of plan.candidates) {
        const { json: moment } = await owner(`plan/moment?${work}&at=${candidate.start}`);
        expect(moment).toMatchObject({
          open: true,
          nextOpen: candidate.start,
          start: candidate.start,
          end: candidate.end,
          harm: near(candidate.harm),
          byMode: near(candidate.byMode),
          usualRules: plan.usualRules.map(({ rule }: { rule: string }) => ({ rule })),
        });
        const at = Date.parse(candidate.start);
        const isOpen = ahead.open.some(
          (one: { start: string; end: string }) => Date.parse(one.start) <= at && at < Date.parse(one.end),
        );
        const over = (from: number, to: number): number =>
          ahead.harm.expected.reduce((sum: number, value: number, i: number) => {
            const [begin, end] = [start + i * step, start + (i + 1) * step];
            return sum + (value * Math.max(0, Math.min(end, to) - Math.max(begin, from))) / step;
          }, 0);
        expect([isOpen, over(at, at + 1.5 * HOUR) / candidate.harm.expected]).toEqual([
          true,
          expect.closeTo(1, 3),
        ]);
      }
    }));

  it('names the rules that stand in the way, as `may` does, and when none does', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const { json: ahead } = await owner('plan/harm?service=shop&takes=PT1H');
      const [freeze] = ahead.freezes;
      expect(freeze).toMatchObject({ name: 'sale', leastRisk: 'low', reason: 'The sale' });
      const at = new Date(Date.parse(freeze.start) + HOUR).toISOString();
      const { json: moment } = await owner(`plan/moment?service=shop&takes=PT1H&at=${at}`);
      const { json: may } = await owner(`may?service=shop&takes=PT1H&at=${at}`);
      expect([moment.open, moment.reasons, moment.nextOpen]).toEqual([false, may.reasons, may.changesAt]);
      expect(moment.reasons).toMatchObject([{ rule: 'freeze', name: 'sale' }]);
      expect(moment.harm.expected).toBeGreaterThan(0);
    }));

  it('shows what other downtimes take, to each as much as they may see', () =>
    serving(async ({ owner, person }) => {
      await setUp(owner);
      const start = new Date(hour + 5 * 24 * HOUR).toISOString();
      const made = await owner('downtimes', {
        ...{
          title: 'Change the card terminals',
          services: ['payments'],
          start,
          takes: 'PT1H',
          schedule: true,
        },
        ...{ why: 'agreed', override: true },
      });
      expect(made.status).toBe(201);
      const { taken } = (await owner('plan/harm?service=shop&takes=PT1H')).json;
      expect(taken).toMatchObject([{ rule: 'dependency' }]);
      expect(taken[0].message).toContain('Change the card terminals');
      const other = await person({ shop: 'viewer' }, null);
      const seen = (await other('plan/harm?service=shop&takes=PT1H')).json.taken;
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain('card terminals');
      expect((await other('plan/harm?service=payments&takes=PT1H')).status).toBe(404);
      expect((await other(`plan/moment?service=payments&takes=PT1H&at=${start}`)).status).toBe(404);
      expect((await other('plan/traffic?service=payments')).status).toBe(404);
    }));

  it('reckons nothing of what is over, and judges it as `may` does', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const at = new Date(hour - 30 * HOUR).toISOString();
      const { json: moment } = await owner(`plan/moment?service=shop&takes=PT1H&at=${at}`);
      const { json: may } = await owner(`may?service=shop&takes=PT1H&at=${at}`);
      expect([moment.harm, moment.shareOfWeek, moment.usualRules]).toEqual([null, null, []]);
      expect([moment.open, moment.reasons]).toEqual([may.open, may.reasons]);
    }));

  it('agrees with the last ranking where the traffic has changed meanwhile', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const work = 'service=shop&takes=PT1H';
      const at = new Date(hour + 5 * 24 * HOUR).toISOString();
      await owner(`plan/moment?${work}&at=${at}`);
      const before = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        before.replaceAll(/,(\d+)$/gm, (_, count) => `,${Number(count) * 10}`),
      );
      try {
        const [best] = (await owner(`plan?${work}`)).json.candidates;
        const { json: moment } = await owner(`plan/moment?${work}&at=${best.start}`);
        expect(moment.harm).toEqual(near(best.harm));
      } finally {
        writeFileSync(file, before);
      }
    }));

  it('has its rules where nothing is known of the traffic, and says why', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const { status, json } = await owner('plan/harm?service=quiet&takes=PT1H');
      expect([status, json.harm, json.because]).toEqual([200, null, 'quiet has no traffic source']);
      expect(json.open.length).toBeGreaterThan(1);
      const at = json.open.at(-1).start;
      const { json: moment } = await owner(`plan/moment?service=quiet&takes=PT1H&at=${at}`);
      expect([moment.open, moment.harm, moment.usualRules]).toEqual([true, null, []]);
      expect((await owner('plan/traffic?service=quiet')).json.code).toBe('empty-traffic');
    }));

  it('shows days of a source where that source has them begin', () =>
    serving(async ({ owner }) => {
      const daily = join(folder, 'daily.csv');
      const first = Date.UTC(2026, 0, 4, 23);
      const days = Array.from(
        { length: 60 },
        (_, i) => `${new Date(first + i * 24 * HOUR).toISOString()},${i}`,
      );
      writeFileSync(daily, ['timestamp,requests', ...days].join('\n'));
      const body = `services: { post: { zone: Europe/Berlin, traffic: ["${daily}"] } }`;
      const headers = { 'content-type': 'application/yaml' };
      expect((await owner.send({ method: 'POST', path: 'apply', body, headers })).status).toBe(200);
      const { json } = await owner('plan/traffic?service=post&days=400');
      expect([Date.parse(json.start), json.step, json.values]).toEqual([
        first,
        'PT24H',
        Array.from({ length: 60 }, (_, i) => i),
      ]);
    }));

  it('is told from traffic that can be looked at, with the outage that is left out of it', () =>
    serving(async ({ owner }) => {
      await setUp(owner);
      const { json } = await owner('plan/traffic?service=shop&days=56');
      expect(json).toMatchObject({ metric: 'value', step: 'PT2H', history: { step: 'PT1H', missing: 0 } });
      expect(json.values.length).toBeLessThanOrEqual(800);
      expect(json.masked).toHaveLength(1);
      expect(Date.parse(json.masked[0].start)).toBe(hour - outage.from * HOUR);
      expect(Date.parse(json.masked[0].end)).toBe(hour - outage.to * HOUR);
    }));
});
