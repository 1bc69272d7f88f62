import { expect } from 'vitest';
import type {
  Command,
  Downtime,
  DowntimeEvent,
  Facts,
  Judgement,
  Plan,
} from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import type { Reason } from '../../src/plan/rules.ts';
import { HOUR, type Instant, MINUTE } from '../../src/time/instant.ts';

/** Monday 2026-01-05 02:00 UTC, when the work of these tests begins. */
export const start: Instant = Date.UTC(2026, 0, 5, 2);

/** Two hours of work by hand with half an hour of way back, promised from 02:00 to 04:00. */
export const plan = (more: Partial<Plan> = {}): Plan => ({
  title: 'Move the database',
  services: ['shop'],
  mode: 'full',
  part: null,
  start,
  takes: 2 * HOUR,
  rollback: 30 * MINUTE,
  owner: 'ann',
  people: [],
  warnBefore: 15 * MINUTE,
  startWithin: 15 * MINUTE,
  drainWithin: MINUTE,
  atDrainDeadline: 'go-on',
  atTurnBack: 'ask',
  extendBy: 30 * MINUTE,
  remindEvery: 30 * MINUTE,
  verify: false,
  steps: null,
  ...more,
});

export const noGates: Facts = {
  obstacles: [],
  gates: { expected: 0, confirmed: 0 },
  inFlight: null,
  firing: [],
  missing: [],
  watching: false,
};

export const clear: Judgement = { obstacles: [], override: false, asks: [] };

export const freeze: Reason = { rule: 'freeze', name: 'sale', message: 'the freeze "sale" holds' };
export const conflict: Reason = { rule: 'conflict', name: 'other', message: 'the shop is down already' };

/** What a person says, without who they are. */
export type Spoken = Command extends infer C
  ? C extends Command
    ? Omit<C, 'by'> & { by?: string }
    : never
  : never;

/** A downtime whose life is told command by command. */
export class Life {
  downtime: Downtime | null = null;
  readonly events: DowntimeEvent[] = [];

  /** Says something and gives the kinds of what happened; a refusal fails the test. */
  say(at: Instant, command: Spoken): string[] {
    const decision = decide(this.downtime, { by: 'ann', ...command } as Command, at);
    if ('refusal' in decision) throw new Error(`${decision.refusal.code}: ${decision.refusal.message}`);
    this.downtime = decision.downtime;
    this.events.push(...decision.events);
    return decision.events.map(({ kind }) => kind.replace('downtime.', ''));
  }

  tick(at: Instant, facts: Partial<Facts> = {}): string[] {
    return this.say(at, { type: 'tick', facts: { ...noGates, ...facts } });
  }

  /** The code with which something is refused. */
  refused(at: Instant, command: Spoken): string {
    const before = structuredClone(this.downtime);
    const decision = decide(this.downtime, { by: 'ann', ...command } as Command, at);
    expect(this.downtime).toEqual(before);
    return 'refusal' in decision ? decision.refusal.code : `not refused: ${decision.downtime.state}`;
  }

  get now(): Downtime {
    return this.downtime!;
  }

  get last(): DowntimeEvent {
    return this.events.at(-1)!;
  }
}

/** A life that is promised a day before its start. */
export const promised = (more: Partial<Plan> = {}): Life => {
  const life = new Life();
  const at = start - 24 * HOUR;
  life.say(at, { type: 'draft', id: 'd1', plan: plan(more) });
  life.say(at, { type: 'schedule', judgement: clear });
  return life;
};

/** A life in its go/no-go, with somebody there. */
export const warned = (more: Partial<Plan> = {}): Life => {
  const life = promised(more);
  const opens = start - life.now.plan.warnBefore;
  life.tick(opens);
  life.say(opens, { type: 'im-here' });
  return life;
};

/** A life whose work began on time; without gates it is down at once. */
export const begun = (more: Partial<Plan> = {}, facts: Partial<Facts> = {}): Life => {
  const life = warned(more);
  life.tick(start, facts);
  return life;
};
