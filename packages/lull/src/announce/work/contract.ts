import type { Instant } from '../../time/instant.ts';

/**
 * What people at work are told while a downtime is under way.
 * - `asked`, `asked-again`: something waits for a decision; half of the time for it has passed
 * - `answered`: somebody has decided
 * - `overdue`: the promised end has passed
 * - `prolonged`: its end has moved by rule
 * - `turning-back`: it turns back, and no person said so
 * - `stuck`: it can't go on, and stays as it is until a person decides
 * - `over`: what they were told of is over
 */
export const workKinds = [
  'asked',
  'asked-again',
  'answered',
  'overdue',
  'prolonged',
  'turning-back',
  'stuck',
  'over',
] as const;

export type WorkKind = (typeof workKinds)[number];

/**
 * Whether a notice is for people at work, and for nobody else.
 *
 * @example isWorkKind('asked') === true
 */
export function isWorkKind(kind: string): kind is WorkKind {
  return workKinds.some((each) => each === kind);
}

/** Kinds that wait for a decision, until they are called off. */
export const waitingKinds = ['asked', 'stuck', 'overdue'] as const satisfies readonly WorkKind[];

/** What a person has to decide about. */
export const matters = [
  'confirm',
  'failed',
  'not-undone',
  'unknown',
  'turn-back',
  'verify',
  'watch',
  'stuck',
  'overdue',
  'presence',
  'waits',
] as const;

export type Matter = (typeof matters)[number];

/** What is done by rule once the time for a decision has passed. */
export type ByRule = 'extend' | 'roll-back' | 'ask' | 'give-up' | 'stays';

/** What a person can say, by the command of the CLI that says it. */
export type Choice =
  | 'yes'
  | 'no'
  | 'done'
  | 'again'
  | 'failed'
  | 'left'
  | 'extend'
  | 'abort'
  | 'finish'
  | 'verified'
  | 'resume'
  | 'rollback'
  | 'reopen'
  | 'here'
  | 'show';

/** What somebody has decided. */
export interface Decided {
  /** Id of the person or key. */
  readonly by: string;
  readonly choice: Choice;
  readonly why: string | null;
}

/** One thing that people at work have to decide on or to know. */
export interface Asking {
  /** The same for all that is told of this one thing, and another for anything else of the downtime. */
  readonly key: string;
  readonly about: Matter;
  /** The step that it is about; null for none. */
  readonly step: string | null;
  /** What the step or the rule says, on one line that is not long; null for nothing. */
  readonly said: string | null;
  /** Until when it can be decided; null for as long as it takes. */
  readonly until: Instant | null;
  /** What is done by rule at `until`; null where nothing waits for a decision. */
  readonly byRule: ByRule | null;
  /** What can be said to it, as far as it is known when it is asked. */
  readonly choices: readonly Choice[];
}

/** What a wave tells people at work. */
export interface WorkTold extends Asking {
  readonly decided: Decided | null;
  /** The end before it moved; null where it did not. */
  readonly oldEnd: Instant | null;
}

/** What is to be done because of an event, for people at work. */
export type Reaction =
  /** Something waits for a decision from now on. */
  | { readonly do: 'ask'; readonly kind: (typeof waitingKinds)[number]; readonly asking: Asking }
  /** Everything that waits is told again. */
  | { readonly do: 'ask-again' }
  /** It waits no more; `decided` is told to the others. */
  | { readonly do: 'close'; readonly key: string | 'all'; readonly decided: Decided | null }
  /** What waits has another time for it. */
  | { readonly do: 'time-anew' }
  | {
      readonly do: 'tell';
      readonly kind: Exclude<WorkKind, 'asked-again' | 'answered'>;
      readonly asking: Asking;
      readonly oldEnd: Instant | null;
    };
