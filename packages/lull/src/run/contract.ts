import type { Keeper, Log } from '../keeper/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Order, Phase, StepOutcome } from './runner/contract.ts';
import type { Outline } from './steps/contract.ts';

/**
 * Where a run stands.
 * - `waiting`: the gates have not all confirmed that they stay closed until they are told
 * - `forward`, `verify`, `watch`, `back`: that is being done
 * - `resting`: what runs is being stopped before it turns back
 * - `asking`: a person has to decide (see `questions`)
 * - `stuck`: it can't go on; its downtime has failed and stays as it is until a person decides
 * - `completed`, `turned-back`, `given-up`: its ends; given up means that a person opened it as it was
 */
export const runStates = [
  'waiting',
  'forward',
  'verify',
  'watch',
  'resting',
  'back',
  'asking',
  'stuck',
  'completed',
  'turned-back',
  'given-up',
] as const;

export type RunState = (typeof runStates)[number];

/** The steps of one downtime being run: there is one for each downtime, whatever happens. */
export interface Run {
  readonly id: string;
  readonly downtime: string;
  readonly state: RunState;
  /** What it was doing when it began to ask or got stuck; null otherwise. */
  readonly was: 'forward' | 'verify' | 'watch' | 'back' | null;
  /** Why it is as it is, as a sentence; null where nothing is to be said. */
  readonly why: string | null;
  /** The part that is at work, from 0. */
  readonly part: number;
  readonly parts: readonly Part[];
  readonly madeAt: Instant;
  /** When the first step could begin; null while gates are waited for. */
  readonly releasedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Whether a step has begun after which nothing is rolled back. */
  readonly isPastReturn: boolean;
}

/** One step file of a run on its host. */
export interface Part {
  readonly place: number;
  /** Null for the server itself. */
  readonly agent: string | null;
  readonly file: { readonly name: string; readonly hash: string };
  readonly parameters: Readonly<Record<string, string>>;
  /** As the agent told it; null before it was heard. */
  readonly outline: Outline | null;
  readonly goal: Order['goal'];
  /** Serial of its newest order. */
  readonly serial: number;
  /** Number of the last report of it that is stored. */
  readonly reports: number;
  /** What it has said that it is through with, or stuck in. */
  readonly through: readonly Phase[];
  readonly stuck: { readonly phase: Phase; readonly why: string } | null;
  readonly rests: boolean;
  readonly attempts: readonly StepAttempt[];
}

/** One attempt at one step, as it is kept. */
export interface StepAttempt {
  readonly phase: Phase;
  readonly place: number;
  readonly attempt: number;
  readonly name: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** Null while it runs. */
  readonly outcome: StepOutcome | null;
  readonly code: number | null;
  readonly error: string | null;
  /** What a person is asked about it; null for nothing. */
  readonly question: Question | null;
}

export interface Question {
  readonly about: 'confirm' | 'failed' | 'unknown';
  readonly text: string;
  readonly askedAt: Instant;
  readonly answer: 'done' | 'again' | 'failed' | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Instant | null;
  readonly why: string | null;
}

/** When the work is held to be over, from how long the same steps took before. */
export interface Estimate {
  readonly end: Instant;
  /** Earliest and latest, by what was seen before. */
  readonly range: { readonly from: Instant; readonly to: Instant };
  /** How many runs of the same steps it is made of; 0: from the time limits alone. */
  readonly runs: number;
}

/** What this room's verbs take as their first argument. */
export interface Runs {
  readonly store: Store;
  /** Opened after this room; there from `connect` on. */
  keeper(): Keeper;
  readonly log: Log;
  /** The time: the database's, which every server shares. */
  now(trx?: Trx): Promise<Instant>;
  /** Tokens that pass the closed gates of these services until then, by service. */
  bypass(services: readonly string[], until: Instant): Promise<Readonly<Record<string, string>>>;
}

/** Tells that orders of a runner changed; the payload is the agent's name, empty for the server itself. */
export const runsChannel = 'lull_runs';
