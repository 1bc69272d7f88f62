import { expect } from 'vitest';
import type { Command, Downtime, Plan } from '../../../src/downtime/contract.ts';
import { decide } from '../../../src/downtime/decide.ts';
import { nextLook } from '../../../src/downtime/moments.ts';
import { LullError } from '../../../src/errors.ts';
import type { Change } from '../../../src/keeper/contract.ts';
import { conduct } from '../../../src/run/conduct/conduct.ts';
import type { Decided, Saying, Sight } from '../../../src/run/conduct/contract.ts';
import { stepsIn } from '../../../src/run/conduct/course.ts';
import { hear } from '../../../src/run/conduct/hear.ts';
import { isOpen, type Said, withAnswer } from '../../../src/run/conduct/questions.ts';
import { isHeld } from '../../../src/run/conduct/watch.ts';
import type { Part, Run } from '../../../src/run/contract.ts';
import { decidedIn, refuseOver } from '../../../src/run/refuse.ts';
import type { Order, Report } from '../../../src/run/runner/contract.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import { type Instant, SECOND } from '../../../src/time/instant.ts';
import { noGates, plan, start } from '../../downtime/life.ts';
import { Host } from './host.ts';

const hash = 'a'.repeat(64);

/** What a person may say. */
export const words = [
  'finish',
  'verified',
  'opened',
  'close-again',
  'abort',
  'fail',
  'rollback',
  'reopen',
  'resume',
] as const;

export type Word = (typeof words)[number];

/**
 * A downtime with its run, hosts and gates, whose time and luck a test tells: as the server does it, but in
 * memory.
 */
export class Stage {
  now: Instant = start;
  downtime: Downtime;
  run: Run | null = null;
  readonly hosts: readonly Host[];
  /** What was sent and not heard yet, in any order and more than once. */
  readonly onTheWay: Report[] = [];
  readonly asked: string[] = [];
  /** Whether a person let visitors in although the work was half-done. */
  isReopened = false;
  gates = { expected: 2, confirmed: 0 };
  inFlight: number | null = null;
  /** Agents that are not heard. */
  readonly away = new Set<number>();
  /** Since when servers hear without a break. */
  hearsSince: Instant = 0;
  readonly #heardAt = new Map<string, Instant>();

  constructor(outlines: readonly Outline[], more: Partial<Plan> = {}) {
    const steps = outlines.map((_, i) => ({ agent: `a${i}`, name: `f${i}`, hash, parameters: {} }));
    const short = more.mode === 'hold' ? { takes: 20 * SECOND, rollback: 0 } : {};
    const whole = plan({ ...more, ...short, steps });
    const draft = decide(null, { type: 'draft', id: 'd', by: 'ann', plan: whole }, start - 1);
    if ('refusal' in draft) throw new Error(draft.refusal.message);
    this.hosts = outlines.map((outline, i) => new Host(i, outline));
    this.downtime = { ...draft.downtime, state: 'warning', expectedEnd: start + draft.downtime.plan.takes };
    const actual = { ...draft.downtime.actual, warnedAt: start - 1, drainingAt: start };
    this.downtime = { ...this.downtime, state: 'draining', actual, presence: { by: 'ann', at: start } };
    for (const { agent } of steps) this.#heardAt.set(agent, start);
    this.#tell({ type: 'drained', by: 'lull' });
    this.#begin(outlines);
  }

  /** Time goes by: the downtime and its run are looked at. */
  wait(length = SECOND): void {
    this.now += length;
    for (const i of this.hosts.keys()) if (!this.away.has(i)) this.#heardAt.set(`a${i}`, this.now);
    this.#tick();
    this.#bringOn();
  }

  /** A host hears its newest order. */
  deliver(i: number): void {
    const part = this.run!.parts[i]!;
    if (part.serial === 0) return;
    const { goal, serial, reports: stored, attempts } = part;
    const answers = attempts.flatMap(({ phase, place, attempt, question }) =>
      question?.answer ? [{ phase, place, attempt, answer: question.answer }] : [],
    );
    const about = { run: 'r', part: i, downtime: 'd', file: part.file, parameters: {}, bypass: {} };
    const order: Order = { ...about, serial, goal, stored, answers };
    this.hosts[i]!.hear(order);
  }

  /** A host sends what it has to tell from a number on. */
  send(i: number, from = 0): void {
    this.onTheWay.push(...this.hosts[i]!.reports.filter(({ number }) => number > from));
  }

  /** The server hears one of the reports that are on the way. */
  receive(which: number): void {
    const [report] = this.onTheWay.splice(which % Math.max(1, this.onTheWay.length), 1);
    if (report === undefined) return;
    this.run = hear(this.run!, report, this.now);
    this.#bringOn();
  }

  /**
   * A person says something; a refusal is well.
   *
   * @returns the code with which it was refused; null where it was not
   */
  say(type: Word): string | null {
    const before = this.#snapshot();
    const end = Math.max(this.downtime.expectedEnd!, this.now + 1_800_000);
    const command = (type === 'resume' ? { type, by: 'ann', end } : { type, by: 'ann' }) as Command;
    try {
      if (!this.#tell(command)) return 'wrong-state';
      if (type === 'reopen') this.isReopened = true;
      this.#bringOn();
      return null;
    } catch (error) {
      if (!(error instanceof LullError)) throw error;
      [this.downtime, this.run] = before;
      return error.code;
    }
  }

  /** A person answers whatever is asked; nothing where nothing is. */
  answer(answer: Said['answer']): void {
    for (const { place: part, attempts } of this.run!.parts) {
      const open = attempts.find(isOpen);
      if (!open) continue;
      const { phase, place, attempt } = open;
      const said: Said = { part, phase, place, attempt, answer, by: 'ann', at: this.now, why: null };
      this.run = withAnswer(this.run!, said)!;
      if (this.run.state === 'stuck' && answer !== 'failed') this.say('resume');
      else if (this.run.state === 'stuck' && phase !== 'back') this.say('rollback');
      this.#bringOn();
      return;
    }
  }

  /** Everything that is on its way arrives, hosts work, gates confirm, nobody is away, and time goes by. */
  settle(rounds = 200): void {
    this.away.clear();
    for (let round = 0; round < rounds; round++) {
      this.gates = { ...this.gates, confirmed: this.gates.expected };
      for (const [i, host] of this.hosts.entries()) {
        this.deliver(i);
        host.act('well', this.now);
        this.send(i, this.run!.parts[i]!.reports);
      }
      while (this.onTheWay.length > 0) this.receive(0);
      this.wait();
    }
  }

  /** Open to visitors, with nobody having said that it is to be although the work is half-done. */
  get isOpenByRule(): boolean {
    const isOpened = ['opening', 'completed', 'aborted'].includes(this.downtime.state);
    return isOpened && !this.isReopened;
  }

  #snapshot(): [Downtime, Run | null] {
    return [this.downtime, this.run];
  }

  #begin(outlines: readonly Outline[]): void {
    const parts = outlines.map(
      (outline, place): Part => ({
        place,
        agent: `a${place}`,
        file: { name: `f${place}`, hash },
        parameters: {},
        outline,
        goal: 'rest',
        serial: 0,
        reports: 0,
        through: [],
        stuck: null,
        rests: false,
        attempts: [],
      }),
    );
    const none = { was: null, why: null, part: 0, releasedAt: null, endedAt: null, isPastReturn: false };
    this.run = { id: 'r', downtime: 'd', state: 'waiting', parts, madeAt: this.now, ...none };
  }

  /** Says something as the keeper does: the run follows, and refuses what must not be. */
  #tell(command: Command): boolean {
    const before = this.downtime;
    const checks = this.run?.endedAt === null && this.run.parts.some((part) => stepsIn(part, 'verify') > 0);
    const decision = decide(
      before,
      command.type === 'finish' ? { ...command, check: checks } : command,
      this.now,
    );
    if ('refusal' in decision) return false;
    this.downtime = decision.downtime;
    const { events } = decision;
    if (this.run === null || this.run.endedAt !== null || events.length === 0) return true;
    const change = { before, after: this.downtime, events };
    refuseOver(change as unknown as Change, this.run);
    this.#move(decidedIn(change));
    this.#tick();
    return true;
  }

  #tick(): void {
    for (let n = 0; n < 5; n++) {
      const next = nextLook(this.downtime, this.now);
      const waits = ['draining', 'opening'].includes(this.downtime.state);
      if (next === null || (next > this.now && !waits)) return;
      const watching = this.run !== null && this.run.endedAt === null && isHeld(this.run, this.downtime);
      const facts = { ...noGates, gates: this.gates, watching, pastReturn: this.run?.isPastReturn ?? false };
      const before = this.downtime;
      const decision = decide(before, { type: 'tick', facts }, this.now);
      if ('refusal' in decision || decision.events.length === 0) return;
      this.downtime = decision.downtime;
      if (this.run && this.run.endedAt === null) this.#move();
    }
  }

  #sight(): Sight {
    return {
      gates: this.gates,
      inFlight: this.inFlight,
      heardAt: this.#heardAt,
      hearsSince: this.hearsSince,
    };
  }

  #move(decided: Decided | null = null): Saying | undefined {
    const moved = conduct(this.run!, this.downtime, this.#sight(), this.now, decided);
    this.run = moved.run;
    if (moved.asks !== null) this.asked.push(moved.asks);
    expect(moved.commands.length).toBeLessThanOrEqual(1);
    return moved.commands[0];
  }

  #bringOn(): void {
    for (let rounds = 0; rounds < 12; rounds++) {
      const saying = this.#move();
      if (saying === undefined) {
        // Looked at again with nothing new, nothing more comes of it.
        const settled = conduct(this.run!, this.downtime, this.#sight(), this.now);
        expect(settled.run).toEqual(this.run);
        expect(settled.asks).toBeNull();
        return;
      }
      // A change that passes by looks at the run and says nothing: it is said the next time.
      const later = conduct(this.run!, this.downtime, this.#sight(), this.now);
      expect(later.commands).toEqual([saying]);
      const told = this.#tell({ ...saying, by: 'lull' } as Command);
      expect(told, `${saying.type} said to ${this.downtime.state}`).toBe(true);
    }
    throw new Error('the run never comes to rest');
  }
}
