import type {
  Attempt,
  Order,
  Phase,
  Report,
  ReportWhat,
  StepOutcome,
} from '../../../src/run/runner/contract.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';

/** What really became of a step on its host. */
type Truth = 'untouched' | 'half' | 'done' | 'undone';

interface Tried extends Attempt {
  outcome: StepOutcome | null;
  asked: boolean;
  round: number;
}

/**
 * A host with a runner, as simple as can be: it does one thing at a time and keeps a journal. What becomes of
 * what it does the test says.
 */
export class Host {
  readonly truth: Truth[];
  readonly reports: Report[] = [];
  order: Order | null = null;
  running: Tried | null = null;
  readonly #outline: Outline;
  readonly #part: number;
  readonly #tried: Tried[] = [];
  #said: string | null = null;
  #round = 0;

  constructor(part: number, outline: Outline) {
    this.#part = part;
    this.#outline = outline;
    this.truth = outline.steps.map(() => 'untouched');
  }

  /** Hears an order; an older one than it has is passed over. */
  hear(order: Order): void {
    if (this.order !== null && order.serial <= this.order.serial) return;
    if (this.order?.goal !== order.goal) {
      this.#round++;
      this.#said = null;
    }
    this.order = order;
  }

  /** Does the next thing, or ends what it does. */
  act(luck: 'well' | 'badly', at: number): void {
    const { order } = this;
    if (order === null) return;
    const { goal } = order;
    if (this.running) {
      const isWanted = goal === this.running.phase;
      this.#end(isWanted ? (luck === 'well' ? 'done' : 'failed') : 'stopped', at);
    } else if (goal === 'rest') this.#say({ kind: 'rests' }, at);
    else if (goal !== 'ended') this.#goOn(goal, at);
  }

  /** Is killed in the middle and starts again: what it did may have been done. */
  crash(at: number): void {
    if (this.running) this.#end('unknown', at);
  }

  #goOn(phase: Phase, at: number): void {
    const places = this.#placesOf(phase);
    const place = places.find((one) => this.#nextAt(phase, one) !== 'done');
    const next = place === undefined ? 'done' : this.#nextAt(phase, place);
    if (next === 'done') this.#say({ kind: 'through', phase }, at);
    else if (next === 'begin') this.#begin(phase, place!, at);
    else if (next === 'give-up') this.#say({ kind: 'stuck', phase, why: `step ${place} failed` }, at);
    else this.#ask(next, at);
  }

  #placesOf(phase: Phase): number[] {
    if (phase === 'verify' || phase === 'watch') return this.#outline[phase].map((_, place) => place);
    const all = this.#outline.steps.map((_, place) => place);
    if (phase === 'forward') return all;
    return all.filter((place) => this.#last('forward', place) !== null).reverse();
  }

  #last(phase: Phase, place: number): Tried | null {
    return this.#tried.findLast((one) => one.phase === phase && one.place === place) ?? null;
  }

  #nextAt(phase: Phase, place: number): 'done' | 'begin' | 'give-up' | Tried {
    const last = this.#last(phase, place);
    const isRound = phase === 'verify' || phase === 'watch';
    if (last === null || (isRound && last.round !== this.#round)) return 'begin';
    const said = this.order!.answers.find((one) => isSame(one, last))?.answer;
    if (said === 'done' && phase === 'forward') this.truth[place] = 'done';
    if (said === 'done' && phase === 'back') this.truth[place] = 'undone';
    if (last.outcome === 'done' || said === 'done') return 'done';
    if (said === 'again') return 'begin';
    if (said === 'failed') return 'give-up';
    if (isRound && last.outcome !== 'failed') return 'begin';
    if (last.outcome === 'unknown' || last.outcome === 'stopped') return last;
    return phase !== 'watch' && this.#outline.atFailure === 'ask' ? last : 'give-up';
  }

  #begin(phase: Phase, place: number, at: number): void {
    const attempt = (this.#last(phase, place)?.attempt ?? 0) + 1;
    this.running = { phase, place, attempt, outcome: null, asked: false, round: this.#round };
    this.#tried.push(this.running);
    if (phase === 'forward' || phase === 'back') this.truth[place] = 'half';
    this.#tell({ kind: 'started', phase, place, attempt, name: this.#nameOf(phase, place) }, at);
  }

  #end(outcome: StepOutcome, at: number): void {
    const { phase, place, attempt } = this.running!;
    this.running!.outcome = outcome;
    this.running = null;
    if (outcome === 'done' && phase === 'forward') this.truth[place] = 'done';
    if (outcome === 'done' && phase === 'back') this.truth[place] = 'undone';
    const error = outcome === 'done' ? null : outcome;
    this.#tell(
      { kind: 'ended', phase, place, attempt, name: this.#nameOf(phase, place), outcome, code: 1, error },
      at,
    );
  }

  #ask(last: Tried, at: number): void {
    if (last.asked) return;
    last.asked = true;
    const { phase, place, attempt } = last;
    const about = last.outcome === 'failed' ? 'failed' : 'unknown';
    this.#tell(
      { kind: 'asks', phase, place, attempt, name: this.#nameOf(phase, place), about, question: `${place}?` },
      at,
    );
  }

  #nameOf(phase: Phase, place: number): string {
    return this.#outline[phase === 'verify' || phase === 'watch' ? phase : 'steps'][place]!.name;
  }

  #say(what: ReportWhat, at: number): void {
    const said = `${JSON.stringify(what)} ${what.kind === 'rests' ? this.order!.serial : this.#round}`;
    if (this.#said !== said) this.#tell(what, at);
    this.#said = said;
  }

  #tell(what: ReportWhat, at: number): void {
    const serial = this.order!.serial;
    this.reports.push({ run: 'r', part: this.#part, number: this.reports.length + 1, at, serial, what });
  }
}

function isSame(a: Attempt, b: Attempt): boolean {
  return a.phase === b.phase && a.place === b.place && a.attempt === b.attempt;
}
