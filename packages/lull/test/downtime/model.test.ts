import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, Downtime, DowntimeEvent, Facts, Plan, State } from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import { flawsOf } from '../../src/downtime/flaws.ts';
import { busy, nextLook, overdue } from '../../src/downtime/moments.ts';
import { allowedIn, commandsFor, hasBegun } from '../../src/downtime/states.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../src/time/instant.ts';
import { births, facts, type Move, moves, plans } from './arbitrary.ts';
import { begun, noGates, start } from './life.ts';

/** The design's table: which state may follow which. */
const next: Readonly<Record<State, readonly State[]>> = {
  draft: ['awaiting-approval', 'scheduled', 'cancelled'],
  'awaiting-approval': ['scheduled', 'draft', 'cancelled'],
  scheduled: ['warning', 'cancelled', 'draining', 'down'],
  warning: ['draining', 'down', 'scheduled', 'cancelled'],
  draining: ['down', 'aborted'],
  down: ['verifying', 'opening', 'failed'],
  verifying: ['opening', 'down', 'failed'],
  opening: ['completed', 'aborted', 'down', 'failed'],
  failed: ['down', 'verifying', 'opening'],
  completed: [],
  cancelled: [],
  aborted: [],
};

/** What the events alone say: the model that the machine is held against. */
class Model {
  state: State = 'draft';
  revisions = 0;
  closes = false;
  readonly toldFor = new Map<string, number>();

  hear(event: DowntimeEvent, after: Downtime): void {
    const kind = event.kind.slice('downtime.'.length);
    if (['scheduled', 'revised', 'extended'].includes(kind)) this.revisions++;
    expect(event.revision, kind).toBe(this.revisions);
    if (kind === 'overdue' || kind === 'turn-back-due') {
      expect(this.toldFor.get(kind), `${kind} is told once for each promise`).not.toBe(event.revision);
      this.toldFor.set(kind, event.revision);
    }
    const state = this.stateAfter(kind, event, after);
    if (state !== this.state) expect(next[this.state], `${this.state} by ${kind}`).toContain(state);
    this.state = state;
    if (state === 'draining' || state === 'down') this.closes = true;
    if (next[state].length === 0) this.closes = false;
  }

  private stateAfter(kind: string, { data }: DowntimeEvent, after: Downtime): State {
    switch (kind) {
      case 'proposed':
        return this.state === 'draft' ? 'awaiting-approval' : this.state;
      case 'rejected':
        return this.state === 'awaiting-approval' ? 'draft' : this.state;
      case 'revised':
        // What is widened goes on where it is.
        if (hasBegun(this.state)) return this.state;
        return after.state === 'warning' ? 'warning' : 'scheduled';
      case 'warned':
        return 'warning';
      case 'closed':
      case 'turning-back':
        return 'down';
      case 'resumed':
        return data.to as State;
      default:
        return kind in next ? (kind as State) : this.state;
    }
  }
}

/** One life under random commands and clocks, held against the model after each. */
class Random {
  readonly model = new Model();
  downtime: Downtime;
  clock: Instant = start - DAY;

  constructor(downtime: Downtime, events: readonly DowntimeEvent[]) {
    this.downtime = downtime;
    for (const event of events) this.model.hear(event, downtime);
    this.check();
  }

  move({ command, clock }: Move): void {
    if (clock !== 'next-look') this.clock += clock;
    else this.clock = Math.max(this.clock, nextLook(this.downtime, this.clock) ?? 0);
    this.say(command);
  }

  say(command: Command): void {
    const before = frozen(this.downtime);
    const decision = decide(before, frozen(command), this.clock);
    if (!allowedIn[command.type].includes(before.state)) {
      expect('refusal' in decision && decision.refusal.code).toBe('wrong-state');
    }
    if ('refusal' in decision) {
      expect(decision.refusal.message).not.toBe('');
      return;
    }
    const { downtime: after, events } = decision;
    if (events.length === 0) expect(after).toBe(before);
    this.checkEvents(before, events);
    expect(after.promise.slice(0, before.promise.length)).toEqual(before.promise);
    this.checkBeginning(before, events);
    for (const event of events) this.model.hear(event, after);
    this.downtime = after;
    if (command.type === 'tick') this.checkNextLook();
    this.check();
  }

  private checkEvents(before: Downtime, events: readonly DowntimeEvent[]): void {
    for (const { at, downtime } of events) {
      expect(at).toBe(Math.max(this.clock, before.changedAt));
      expect(downtime).toBe(before.id);
    }
    expect(next[before.state].length === 0 && events.length > 0, 'an end is final').toBe(false);
  }

  /** Nothing closes before its start, too late, or with nobody there. */
  private checkBeginning(before: Downtime, events: readonly DowntimeEvent[]): void {
    const closes = events.find(({ kind }) => kind === 'downtime.draining' || kind === 'downtime.closed');
    if (!closes || before.state !== 'warning') return;
    const { plan, presence } = before;
    expect(closes.at).toBeGreaterThanOrEqual(plan.start!);
    expect(closes.at).toBeLessThan(plan.start! + plan.startWithin);
    if (!events.some(({ kind }) => kind === 'downtime.go')) {
      expect(presence!.at).toBeGreaterThanOrEqual(before.actual.warnedAt!);
    }
    const conflicting = before.flags.some(({ rule, kept }) => rule === 'conflict' && kept);
    expect(conflicting, 'a conflict is never kept').toBe(false);
  }

  private checkNextLook(): void {
    const at = Math.max(this.clock, this.downtime.changedAt);
    const look = nextLook(this.downtime, this.clock);
    if (look !== null) expect(look, this.downtime.state).toBeGreaterThan(at);
  }

  private check(): void {
    const { downtime, model } = this;
    expect(downtime.state).toBe(model.state);
    expect(downtime.promise.map(({ number }) => number)).toEqual(
      Array.from({ length: model.revisions }, (_, i) => i + 1),
    );
    const end = downtime.promise.at(-1)?.end ?? Number.NaN;
    if (model.revisions > 0) expect(downtime.expectedEnd).toBe(end);
    for (const at of [this.clock, end - 1, end, end + 1, end + DAY]) {
      expect(overdue(downtime, at)).toBe(model.closes && at >= end);
    }
    const look = nextLook(downtime, this.clock);
    expect(look === null).toBe(downtime.state === 'draft' || next[downtime.state].length === 0);
    const at = Math.max(this.clock, downtime.changedAt);
    if (model.closes) expect(look! - at).toBeLessThanOrEqual(downtime.plan.remindEvery);
    const time = busy(downtime);
    if (time) expect(time.end).toBeGreaterThan(time.start);
    if (model.closes) expect(time!.end).toBeGreaterThanOrEqual(end);
    for (const type of commandsFor(downtime)) expect(allowedIn[type]).toContain(downtime.state);
    expect(JSON.parse(JSON.stringify(downtime))).toEqual(downtime);
  }
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

const conceived = (birth: Command): Random => {
  const decision = decide(null, birth, start - DAY);
  fc.pre('downtime' in decision);
  const { downtime, events } = decision as Extract<typeof decision, { events: unknown }>;
  return new Random(downtime, events);
};

describe('any life, whatever is said to it and whatever the clock does', () => {
  it('goes by the table, loses no revision, and knows when it is overdue', () => {
    const reached = new Map<State, number>();
    fc.assert(
      fc.property(births, moves, (birth, path) => {
        const life = conceived(birth);
        for (const move of path) {
          life.move(move);
          reached.set(life.model.state, (reached.get(life.model.state) ?? 0) + 1);
        }
      }),
      { numRuns: 1500 },
    );
    expect([...reached.keys()].sort(), 'every state is reached').toEqual(Object.keys(next).sort());
  });

  it('comes to rest when looked at again and again at one instant', () => {
    fc.assert(
      fc.property(births, moves, facts, (birth, path, world) => {
        const life = conceived(birth);
        for (const move of path) life.move(move);
        for (let i = 0; i < 5; i++) life.say({ type: 'tick', facts: world });
        const rest = life.downtime;
        life.say({ type: 'tick', facts: world });
        expect(life.downtime).toBe(rest);
      }),
      { numRuns: 500 },
    );
  });

  it('is never forgotten: by its looks alone it ends, or goes on asking whoever closed it', () => {
    fc.assert(
      fc.property(births, moves, facts, (birth, path, world) => {
        const life = conceived(birth);
        for (const move of path) life.move(move);
        const [ends, looks] = leftAlone(life, world);
        if (ends || life.downtime.state === 'draft') return;
        expect(life.model.closes, `${life.downtime.state} waits for nobody`).toBe(true);
        expect(looks.at(-1)!).toBeLessThanOrEqual(life.clock + life.downtime.plan.remindEvery);
        expect(life.downtime.reminded!.unanswered).toBeGreaterThan(1);
      }),
      { numRuns: 500 },
    );
  });

  it('opens where all is quiet, once somebody has said that the work is done or undone', () => {
    fc.assert(
      fc.property(sound, moves, (plan, path) => {
        const life = atWork(plan);
        for (const move of path) life.move(move);
        const say = (state: State, type: 'rollback' | 'finish' | 'verified') => {
          if (life.downtime.state === state) life.say({ type, by: 'ann' });
        };
        say('failed', 'rollback');
        say('down', 'finish');
        say('verifying', 'verified');
        const back = life.downtime.turningBack !== null;
        life.say({ type: 'tick', facts: noGates });
        expect(life.downtime.state).toBe(back ? 'aborted' : 'completed');
      }),
      { numRuns: 500 },
    );
  });
});

const sound = plans.filter((plan) => flawsOf({ ...plan, title: 'Move it' }).length === 0);

/** A life whose work has begun, whatever its plan is. */
function atWork(plan: Plan): Random {
  const { title, start: _, ...more } = plan;
  const { now, events } = begun(more);
  const life = new Random(now, events);
  life.clock = start;
  return life;
}

/** Lets only time pass: every look at its instant, and hours between those that only wait for the world. */
function leftAlone(life: Random, world: Facts): [ends: boolean, looks: Instant[]] {
  const looks: Instant[] = [];
  for (let i = 0; i < 60; i++) {
    const look = nextLook(life.downtime, life.clock);
    if (look === null) return [next[life.downtime.state].length === 0, looks];
    looks.push(look);
    const waits = look - life.clock <= MINUTE && i % 3 === 2;
    life.clock = Math.max(life.clock, look) + (waits ? HOUR : 0);
    life.say({ type: 'tick', facts: world });
  }
  return [false, looks];
}
