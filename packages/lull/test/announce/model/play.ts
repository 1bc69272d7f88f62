import { sql } from 'kysely';
import { leave } from '../../../src/announce/audience/leave.ts';
import { setSubscriber } from '../../../src/announce/audience/set.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import { LullError } from '../../../src/errors.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { createSeries } from '../../../src/keeper/create-series.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { type Instant, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner } from '../../keeper/support.ts';
import { subscribed } from '../subscribed.ts';
import type { Stage } from './stage.ts';
import type { Choices, Moment, Step, Story, What } from './story.ts';

/** Somebody as they were from a step on. */
export interface Version {
  readonly step: number;
  readonly at: Instant;
  readonly choices: Choices;
  /** `gone` for good; `off` hears of nothing for a while. */
  readonly state: 'there' | 'off' | 'gone';
}

/** Somebody, from when they came. */
export interface Person {
  readonly id: string;
  readonly isSignUp: boolean;
  readonly versions: Version[];
}

/** A downtime as it was from a step on. */
export interface Snapshot {
  readonly step: number;
  readonly at: Instant;
  readonly downtime: Downtime;
}

/** All that really happened in a story, as its steps made it. */
export interface Truth {
  readonly people: Map<number, Person>;
  /** Those who have left, too. */
  readonly everybody: Person[];
  readonly downtimes: Map<string, Snapshot[]>;
  /** Steps after which waves were raised. */
  readonly raised: { readonly step: number; readonly at: Instant }[];
  /** Steps after which everything that was due had been told. */
  readonly settled: { readonly step: number; readonly at: Instant }[];
}

/** Plays a story, and calls `look` whenever everything that was due has been told. */
export async function play(stage: Stage, story: Story, look: (truth: Truth) => void): Promise<Truth> {
  const truth: Truth = { people: new Map(), everybody: [], downtimes: new Map(), settled: [], raised: [] };
  for (const [who, { choices, isSignUp }] of story.people.entries()) {
    await join(stage, truth, who, choices, isSignUp);
  }
  for (const step of story.steps) {
    await perform(stage, truth, step);
    await note(stage, truth);
    stage.step += 1;
    await tell(stage, truth, step, look);
  }
  await endAll(stage, truth);
  for (let i = 0; i < 6; i++) {
    await stage.at(stage.now + 10 * MINUTE);
    await note(stage, truth);
    stage.step += 1;
    await stage.settle();
  }
  truth.settled.push({ step: stage.step, at: stage.now });
  look(truth);
  return truth;
}

async function tell(
  stage: Stage,
  truth: Truth,
  { tell: how }: Step,
  look: (truth: Truth) => void,
): Promise<void> {
  if (how === 'nothing') return;
  await stage.raise();
  truth.raised.push(when(stage));
  if (how === 'raise') return;
  await stage.spread(how === 'spread-some' ? 1 : undefined, 2);
  if (how === 'spread-some' || how === 'spread') return;
  await stage.deliver(how === 'all' ? 'takes' : how, how === 'all' ? 100 : 2);
  if (how !== 'all') return;
  if (await isWaiting(stage)) return;
  truth.settled.push({ step: stage.step, at: stage.now });
  look(truth);
}

async function isWaiting({ store }: Stage): Promise<boolean> {
  const { rows } = await sql`select 1 from announce_notices where state = 'queued' limit 1`.execute(store.db);
  return rows.length > 0;
}

/** Keeps how all downtimes are now. */
async function note({ store, step, now }: Stage, { downtimes }: Truth): Promise<void> {
  const rows = await store.db.selectFrom('downtime_downtimes').select('body').orderBy('id').execute();
  for (const { body: downtime } of rows) {
    const known = downtimes.get(downtime.id) ?? [];
    downtimes.set(downtime.id, known);
    if (JSON.stringify(known.at(-1)?.downtime) !== JSON.stringify(downtime)) {
      known.push({ step, at: now, downtime });
    }
  }
}

async function perform(stage: Stage, truth: Truth, step: Step): Promise<void> {
  const { keeper, announce } = stage;
  const known = [...truth.downtimes.values()].map((all) => all.at(-1)!.downtime);
  const open = known.filter(({ state }) => !['completed', 'cancelled', 'aborted'].includes(state));
  const target = 'which' in step ? open[step.which % Math.max(1, open.length)] : undefined;
  if ('which' in step && target === undefined) return;
  const say = (asked: Asked) => allowed(commandDowntime(keeper, owner, target!.id, { why: 'so', ...asked }));
  switch (step.do) {
    case 'join':
      return join(stage, truth, step.who, step.choices, step.isSignUp);
    case 'choose':
    case 'leave':
    case 'disable':
    case 'enable': {
      const person = truth.people.get(step.who);
      if (person === undefined) return;
      const last = person.versions.at(-1)!;
      if (step.do === 'choose') {
        const { services, kinds, tenants, tags } = step.choices;
        await setSubscriber(announce, owner, person.id, { services, kinds, tenants, tags });
        person.versions.push({ ...last, ...when(stage), choices: step.choices });
      } else if (step.do === 'leave') {
        await leave(announce, person.id);
        person.versions.push({ ...last, ...when(stage), state: 'gone' });
        truth.people.delete(step.who);
      } else {
        const state = step.do === 'enable' ? 'active' : 'disabled';
        await setSubscriber(announce, owner, person.id, { state });
        person.versions.push({ ...last, ...when(stage), state: step.do === 'enable' ? 'there' : 'off' });
      }
      return;
    }
    case 'schedule': {
      if (open.length >= 2) return;
      const plan = { title: 'Work', start: stage.now + step.lead, schedule: true, ...planOf(step.what) };
      await allowed(createDowntime(keeper, owner, plan));
      return;
    }
    case 'series': {
      if (open.length > 0) return;
      const recurrence = {
        zone: 'UTC',
        start: new Date(stage.now + step.lead).toISOString().slice(0, 16),
        rrule: 'FREQ=DAILY;INTERVAL=9;COUNT=2',
      };
      await allowed(
        createSeries(keeper, owner, { plan: { title: 'Series', ...planOf(step.what) }, recurrence }),
      );
      return;
    }
    case 'emergency':
      await allowed(emergencyDown(keeper, owner, step.service, { why: 'fire' }));
      return;
    case 'move':
      return say({ type: 'revise', changes: { start: target!.plan.start! + step.by } });
    case 'change': {
      const { services, mode, tenants, takes } = { ...whatOf(target!), ...step.what };
      return say({ type: 'revise', changes: planOf({ services, mode, tenants, takes }) });
    }
    case 'retitle':
      return say({ type: 'revise', changes: { title: `${target!.plan.title}!` } });
    case 'extend':
      return say({ type: 'extend', later: step.by });
    case 'wait':
      return stage.at(stage.now + step.ms);
    case 'until': {
      const moment = await momentOf(stage, target!, step.moment);
      if (moment !== null && moment > stage.now) await stage.at(moment);
      return;
    }
    default:
      return say({ type: step.do });
  }
}

async function momentOf(
  stage: Stage,
  { id, promise, plan }: Downtime,
  moment: Moment,
): Promise<Instant | null> {
  const told = promise.at(-1);
  if (moment === 'point') {
    const next = await stage.store.db
      .selectFrom('announce_waves')
      .select(({ fn }) => fn.min('due_at').as('due'))
      .where('state', '=', 'planned')
      .where('downtime', '=', id)
      .executeTakeFirst();
    return next?.due ? new Date(next.due).getTime() : null;
  }
  if (!told) return null;
  const moments = {
    go: told.start - plan.warnBefore + MINUTE,
    start: told.start,
    late: told.start + MINUTE,
    'near-end': told.end - MINUTE,
    end: told.end,
  };
  return moments[moment];
}

function whatOf({ promise, plan }: Downtime): What {
  const told = promise.at(-1);
  return {
    services: plan.services,
    mode: plan.mode as What['mode'],
    tenants: told?.part?.tenants ?? ['acme'],
    takes: plan.takes,
  };
}

function planOf({ services, mode, tenants, takes }: What) {
  const part = mode === 'partial' ? { paths: [], tenants: [...tenants] } : null;
  return { services: [...services], mode, part, takes };
}

const when = ({ step, now }: Stage) => ({ step, at: now });

let joined = 0;

async function join(
  stage: Stage,
  { people, everybody }: Truth,
  who: number,
  choices: Choices,
  isSignUp: boolean,
): Promise<void> {
  if (people.has(who)) return;
  const { id } = await subscribed(stage.announce, `p${++joined}@example.com`, {
    ...choices,
    source: isSignUp ? 'sign-up' : 'added',
  });
  const person: Person = { id, isSignUp, versions: [{ ...when(stage), choices, state: 'there' }] };
  people.set(who, person);
  everybody.push(person);
}

/** Every downtime ends somehow, so that it can be asked what people believe in the end. */
async function endAll(stage: Stage, truth: Truth): Promise<void> {
  for (const all of truth.downtimes.values()) {
    const { downtime } = all.at(-1)!;
    for (const type of ['cancel', 'finish', 'abort', 'finish', 'verified', 'opened'] as const) {
      await allowed(commandDowntime(stage.keeper, owner, downtime.id, { type, why: 'the end' }));
    }
  }
  await stage.at(stage.now + 2 * SECOND);
  await note(stage, truth);
  stage.step += 1;
}

/** A word that is refused changes nothing. */
async function allowed(said: Promise<unknown>): Promise<void> {
  await said.catch((error: unknown) => {
    if (!(error instanceof LullError)) throw error;
  });
}
