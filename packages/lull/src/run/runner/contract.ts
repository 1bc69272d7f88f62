import type { Instant } from '../../time/instant.ts';
import type { Outline } from '../steps/contract.ts';

/** Which of a file's lists a step is in; `back` are the rollbacks of `steps`, the last one first. */
export const phases = ['forward', 'verify', 'watch', 'back'] as const;

export type Phase = (typeof phases)[number];

/** One attempt at one step. */
export interface Attempt {
  readonly phase: Phase;
  /** Place in its list, from 0; a rollback has its step's. */
  readonly place: number;
  /** From 1; retries count on. */
  readonly attempt: number;
}

/** What became of an attempt. `unknown`: it began, and nobody knows how far it came. */
export type StepOutcome = 'done' | 'failed' | 'timed-out' | 'stopped' | 'unknown';

/**
 * What a person said to a question of the run: a confirmation, or a step that failed or may have run. `done`
 * counts it as done, `again` runs it again, `failed` gives it up.
 */
export interface Answer extends Attempt {
  readonly answer: 'done' | 'again' | 'failed';
}

/**
 * What the server wants of a runner for one part of a run. The newest order holds; a runner goes on with the
 * last one that it heard as long as it hears nothing.
 */
export interface Order {
  readonly run: string;
  /** Which of the downtime's step files, from 0. */
  readonly part: number;
  readonly downtime: string;
  /** Rises with every change of this order. */
  readonly serial: number;
  readonly file: { readonly name: string; readonly hash: string };
  readonly parameters: Readonly<Record<string, string>>;
  /** `rest`: what is running is stopped and nothing is begun; `ended`: nothing more will come of this run. */
  readonly goal: Phase | 'rest' | 'ended';
  readonly answers: readonly Answer[];
  /**
   * Number of the last of its reports that the server has stored. A runner whose journal holds fewer has lost
   * it, and begins nothing.
   */
  readonly stored: number;
  /** Passes the closed gates, by service; for actions that ask for it. Never stored or logged. */
  readonly bypass: Readonly<Record<string, string>>;
}

/** What a runner tells of one part of a run, in order. Numbers rise by one; a repeat is passed over. */
export interface Report {
  readonly run: string;
  readonly part: number;
  readonly number: number;
  readonly at: Instant;
  /** Serial of the newest order that the runner had heard: whether it rests is asked of this one. */
  readonly serial: number;
  readonly what: ReportWhat;
}

export type ReportWhat =
  | ({ readonly kind: 'started'; readonly name: string } & Attempt)
  | ({
      readonly kind: 'ended';
      readonly name: string;
      readonly outcome: StepOutcome;
      /** Exit code, HTTP status; null for none. */
      readonly code: number | null;
      /** Why, without secrets; null when done. */
      readonly error: string | null;
    } & Attempt)
  /** A person has to answer before it goes on. */
  | ({
      readonly kind: 'asks';
      readonly name: string;
      readonly about: 'confirm' | 'failed' | 'unknown';
      readonly question: string;
    } & Attempt)
  /** All of the phase is done. */
  | { readonly kind: 'through'; readonly phase: Phase }
  /** The phase can't be done: a step failed for good, or the file isn't the one that was ordered. */
  | { readonly kind: 'stuck'; readonly phase: Phase; readonly why: string }
  /** Nothing of this part runs any more on this host, as `rest` asked. */
  | { readonly kind: 'rests' };

/** Output of a step, with secrets taken out. Numbers rise by one within an attempt. */
export interface Output extends Attempt {
  readonly run: string;
  readonly part: number;
  readonly number: number;
  readonly at: Instant;
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** Who a runner is and what it finds in its folder. */
export interface Hello {
  readonly version: string;
  readonly host: string;
  readonly files: readonly FoundFile[];
  /** What keeps it from beginning anything, as a sentence: a full disk, a process that can't be ended. */
  readonly trouble: string | null;
}

/** A step file in a runner's folder; with `mistake` instead of an outline where it can't be used. */
export interface FoundFile {
  readonly name: string;
  readonly hash: string;
  readonly outline: Outline | null;
  readonly mistake: string | null;
}

/** How a runner reaches the server: in its process or over HTTP. Every call may fail and is tried again. */
export interface Port {
  /** Says who it is and that it is there; said again every 5 s and whenever its folder changes. */
  hello(hello: Hello): Promise<void>;
  /** All orders that hold for this runner, at once and whenever one of them changes. */
  orders(signal: AbortSignal): AsyncIterable<readonly Order[]>;
  /**
   * @returns the number up to which reports of each `run/part` are stored
   * @throws NotOrdered for parts that the server never ordered: none of the reports is stored then
   */
  report(reports: readonly Report[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Tells output; what can't be told soon is left out, and says so.
   *
   * @throws NotOrdered as for reports
   */
  output(output: readonly Output[]): Promise<void>;
}
