import type { Answer, StepOutcome } from '../runner/contract.ts';
import type { Action, Targets, Undertaking } from '../steps/contract.ts';

/** What became of carrying something out. */
export interface Ended {
  readonly outcome: StepOutcome;
  /** Exit code, HTTP status; null for none. */
  readonly code: number | null;
  /** Why, as a sentence without secrets; null when done. */
  readonly error: string | null;
  /** Whether it is known that nothing of it holds, so that it may be done again whatever it is. */
  readonly isUndone?: boolean;
  /** Whether a closed gate answered and not what is behind it: of that nothing is known. */
  readonly isRefused?: boolean;
}

/** A process that was started: its group has its number, and its start time tells it from a later one. */
export interface ProcessMark {
  readonly kind: 'process';
  readonly pid: number;
  /** Clock ticks since the machine's start, as /proc says it; null where there is none. */
  readonly since: string | null;
  /** Which start of the machine that is. */
  readonly boot: string | null;
}

/** A connection of a database that works for a step, and its transaction. */
export interface BackendMark {
  readonly kind: 'backend';
  readonly target: string;
  readonly pid: number;
  /** When it began, as the server writes it: tells it from a later one. */
  readonly since: string;
  /** Number of the transaction that all of it is in; null for none. */
  readonly transaction: string | null;
}

/** By what is found again what a step had begun, when the runner was killed in it. */
export type Mark = ProcessMark | BackendMark;

export type Stream = 'out' | 'err';

/** What carrying out needs of the world around it. */
export interface ActionContext {
  /** The folder of the step files. */
  readonly folder: string;
  /** Which attempt it is: processes carry it in their environment. */
  readonly name: string;
  /** What a program finds in its environment, before what the step declares. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it finds there whatever the step declares: whose work it does. */
  readonly marks: Readonly<Record<string, string>>;
  readonly targets: Targets;
  /** Tokens that pass the closed gates, by service: the newest, they are renewed meanwhile. */
  bypass(): Readonly<Record<string, string>>;
  /** Keeps a value out of all that is printed and told. */
  hide(secret: string): void;
  /** A text without those; what is printed whole needs none of it. */
  redact(text: string): string;
  print(stream: Stream, bytes: Uint8Array | string): void;
  /** Keeps a mark on the disk; through when it is there. */
  mark(mark: Mark): Promise<void>;
  /** Says what can't be ended, for as long as it can't; null when it is. */
  trouble(what: string | null): void;
  /** Asks a person; waits for the answer. */
  ask(question: string, signal: AbortSignal): Promise<Answer['answer']>;
}

/** Carrying out one kind of action. The signal's reason is a `Halt`; comes back when nothing of it runs. */
export type CarryOut<A extends Action = Action> = (
  work: Work<A>,
  context: ActionContext,
  signal: AbortSignal,
) => Promise<Ended>;

/** What is to be done, its secrets read. */
export interface Work<A extends Action = Action> {
  readonly action: A;
  /** Milliseconds for all of it. */
  readonly timeLimit: number;
  /** What the step declares, secrets and all. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The parts of an undertaking that say how it is carried out once. */
export type Once = Pick<Undertaking, 'action' | 'timeLimit' | 'environment' | 'secrets'>;
