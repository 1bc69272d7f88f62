import type { Mark } from '../../actions/contract.ts';
import type { Attempt, Order, Phase, ReportWhat } from '../contract.ts';

/** What a journal holds, in the order in which it happened. */
export type Entry =
  /** The first one. Numbers of reports go on after `stored`: those of an earlier journal that was lost. */
  | {
      readonly kind: 'part';
      readonly version: 1;
      readonly run: string;
      readonly part: number;
      readonly downtime: string;
      readonly stored: number;
      readonly isLost: boolean;
    }
  /** The goal is another one from now on. */
  | { readonly kind: 'goal'; readonly goal: Order['goal']; readonly serial: number }
  /** Something is told to the server. */
  | {
      readonly kind: 'report';
      readonly at: number;
      readonly serial: number;
      readonly what: ReportWhat;
      readonly note: Note;
    }
  /** What an attempt had to do is done; its verify comes next. */
  | ({ readonly kind: 'acted' } & Attempt)
  /** Something that an attempt began, to find it again. */
  | ({ readonly kind: 'mark'; readonly mark: Mark } & Attempt);

/** What the runner keeps beside a report, for itself. */
export interface Note {
  /** `started`: that it can go on in the same attempt after a kill, because nothing runs in it. */
  readonly resumes?: boolean;
  /** `ended`: that the runner was killed in it, or it was stopped: it says nothing of the step. */
  readonly interrupted?: boolean;
  /** `ended`: that nothing of it holds. */
  readonly isUndone?: boolean;
  /** `ended`: that nothing here can tell whether something of it still runs. */
  readonly mayStillRun?: boolean;
}

/** One attempt as the journal has it. */
export interface Tried extends Attempt {
  readonly name: string;
  readonly outcome: Extract<ReportWhat, { kind: 'ended' }>['outcome'] | null;
  readonly error: string | null;
  readonly acted: boolean;
  readonly marks: readonly Mark[];
  readonly asked: readonly ('confirm' | 'failed' | 'unknown')[];
  readonly note: Note;
  /** Which goal it was begun for: goals are counted from 1. */
  readonly round: number;
}

/** Where a part stands, as its journal has it. */
export interface Standing {
  readonly goal: Order['goal'] | null;
  readonly serial: number;
  readonly round: number;
  readonly tried: readonly Tried[];
  /** What was said last of all of it, when nothing was begun or ended since. */
  readonly said: Extract<ReportWhat, { kind: 'through' | 'stuck' | 'rests' }> | null;
  /** Serial of the order that was the newest then. */
  readonly saidTo: number;
  /** Whether an earlier journal of it was lost: nobody knows what was done. */
  readonly isLost: boolean;
}

/** The attempt of a phase at a place that was made last. */
export function lastAt(tried: readonly Tried[], phase: Phase, place: number): Tried | null {
  return tried.findLast((one) => one.phase === phase && one.place === place) ?? null;
}
