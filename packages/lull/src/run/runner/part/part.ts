import { Halt } from '../../actions/ended.ts';
import { type Bell, makeBell } from '../bell.ts';
import type { Answer, Attempt, Order } from '../contract.ts';
import { isAt } from '../journal/standing.ts';
import { makeRedactor, type Redactor } from '../output/redactor.ts';

/** What was heard of one part of a run. */
export interface Part {
  readonly run: string;
  readonly part: number;
  /** Rings when something was heard. */
  readonly bell: Bell;
  /** Keeps every secret that a step of it has read out of all that is told. */
  readonly redactor: Redactor;
  /** The newest order; null before one was heard. */
  order(): Order | null;
  /** Number of the last report of it that the server is known to have. */
  stored(): number;
  isStored(number: number): void;
  /** Whether the server still names it among those that hold. */
  isNamed(): boolean;
  hear(order: Order): void;
  unname(): void;
  /** Aborted when another goal is ordered. */
  wanted(): AbortSignal;
  answerTo(attempt: Attempt): Answer['answer'] | null;
}

/**
 * A part of which nothing was heard.
 *
 * @example const part = makePart('k2', 0); part.hear(order);
 */
export function makePart(run: string, part: number): Part {
  const bell = makeBell();
  let order: Order | null = null;
  let isNamed = false;
  let stored = 0;
  let wanted = new AbortController();
  return {
    run,
    part,
    bell,
    redactor: makeRedactor(),
    order: () => order,
    stored: () => Math.max(stored, order?.stored ?? 0),
    isStored(number) {
      stored = number;
      bell.ring();
    },
    isNamed: () => isNamed,
    hear(heard) {
      isNamed = true;
      bell.ring();
      if (order !== null && heard.serial < order.serial) return;
      const isOther = order !== null && heard.goal !== order.goal;
      // Also of the same serial: what passes the gates is renewed.
      order = heard;
      if (!isOther) return;
      wanted.abort(new Halt('stopped', 'it was stopped'));
      wanted = new AbortController();
    },
    unname() {
      isNamed = false;
    },
    wanted: () => wanted.signal,
    answerTo: (attempt) => order?.answers.find((one) => isAt(one, attempt))?.answer ?? null,
  };
}

/**
 * What a part is called in messages, locks and the environment of processes.
 *
 * @example keyOf({ run: 'k2', part: 0 }) === 'k2/0'
 */
export const keyOf = ({ run, part }: { readonly run: string; readonly part: number }): string =>
  `${run}/${part}`;

/** What an attempt is called in the environment of its processes; its verify has "/verify" behind it. */
export const attemptName = (
  part: { readonly run: string; readonly part: number },
  { phase, place, attempt }: Attempt,
): string => `${keyOf(part)}/${phase}/${place}/${attempt}`;

/** What the verifies are called that are only run for a question. */
export const askingName = (part: { readonly run: string; readonly part: number }): string =>
  `${keyOf(part)}/asking`;
