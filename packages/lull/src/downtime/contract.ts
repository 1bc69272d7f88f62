import type { Mode, Reason } from '../plan/rules.ts';
import type { Instant } from '../time/instant.ts';

/** The states of a downtime's life, in the order in which they come. The last three are its ends. */
export const states = [
  'draft',
  'awaiting-approval',
  'scheduled',
  'warning',
  'draining',
  'down',
  'verifying',
  'opening',
  'failed',
  'completed',
  'cancelled',
  'aborted',
] as const;

export type State = (typeof states)[number];

/** What was told to people. Immutable: every change is a new revision, and the first is kept. */
export interface Revision {
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Instant;
  /** Who made it: id of a person or key, or `lull` for a rule. */
  readonly by: string;
  readonly why: string | null;
  readonly title: string;
  readonly services: readonly string[];
  readonly mode: Mode;
  /** What of the services it is about where the mode is `partial`. */
  readonly part: Part | null;
  readonly start: Instant;
  /** When visitors were told that it is over, at the latest. */
  readonly end: Instant;
}

/** What a partial downtime closes; an empty list means all. */
export interface Part {
  readonly paths: readonly string[];
  readonly tenants: readonly string[];
}

/** What is meant to happen. A draft may have no start yet. Lengths are milliseconds. */
export interface Plan {
  readonly title: string;
  readonly services: readonly string[];
  readonly mode: Mode;
  readonly part: Part | null;
  readonly start: Instant | null;
  readonly takes: number;
  readonly rollback: number;
  /** Who is responsible, and who else does the work: ids of people. */
  readonly owner: string;
  readonly people: readonly string[];
  /** How long before the start go/no-go opens. */
  readonly warnBefore: number;
  /** How late it may still begin when it could not begin in time; after that it is a no-go. */
  readonly startWithin: number;
  /** How long work in flight has to end once new work is refused. */
  readonly drainWithin: number;
  readonly atDrainDeadline: 'go-on' | 'wait' | 'abort';
  /** What is done at the latest moment to turn back if the work isn't through. */
  readonly atTurnBack: 'extend' | 'roll-back' | 'ask';
  /** How much an extension by rule adds. */
  readonly extendBy: number;
  /** How often a person who works by hand is asked whether they are still there. */
  readonly remindEvery: number;
  /** Whether a check is wanted before visitors come back. */
  readonly verify: boolean;
  /** The steps to run, one file after the other, each bound by its hash; null for work by hand. */
  readonly steps: readonly StepFile[] | null;
}

/** A step file on the host that runs it. */
export interface StepFile {
  /** Name of the agent on that host; null for the server itself. */
  readonly agent: string | null;
  /** The file's name in the agent's folder, without `.yaml`. */
  readonly name: string;
  /** SHA-256 of its content and of what it names, hex; see `hashOf` of the room `run`. */
  readonly hash: string;
  /** What the file declares and this downtime sets. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What really happened; null where it hasn't yet. */
export interface Actual {
  readonly warnedAt: Instant | null;
  readonly drainingAt: Instant | null;
  readonly downAt: Instant | null;
  readonly verifyingAt: Instant | null;
  readonly openingAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** Nothing of it has happened yet. */
export const nothingYet: Actual = {
  warnedAt: null,
  drainingAt: null,
  downAt: null,
  verifyingAt: null,
  openingAt: null,
  endedAt: null,
};

/** A rule that was set aside, by whom and why; the second person where one was asked for. */
export interface Waiver {
  readonly rule: Reason['rule'];
  /** Name of the window, freeze, team or downtime that it is about. */
  readonly name: string | null;
  readonly message: string;
  readonly by: string;
  readonly why: string;
  readonly at: Instant;
  readonly secondPerson: string | null;
}

/** A change that waits for a second person. */
export interface Proposal {
  readonly plan: Plan;
  readonly by: string;
  /** The person behind `by`: the second one must be another. */
  readonly person: string;
  readonly why: string | null;
  readonly at: Instant;
  /** What asks for a second person, as sentences. */
  readonly asks: readonly string[];
  /** The rules that approving it would set aside. */
  readonly waives: readonly Reason[];
  /** The start that its series gives it, where the series proposed it; null where somebody did. */
  readonly bySeries: Instant | null;
}

/** Something that changed after the scheduling and that the owner must decide on. */
export interface Flag {
  /** The rule that now stands in the way: a freeze declared later, a window taken away. */
  readonly rule: Reason['rule'];
  readonly name: string | null;
  readonly message: string;
  readonly at: Instant;
  /** Who decided to keep the downtime in spite of it, and why; null while it is open. */
  readonly kept: { readonly by: string; readonly why: string; readonly at: Instant } | null;
}

/** A person (or an agent) who said that they are there. */
export interface Presence {
  readonly by: string;
  readonly at: Instant;
}

/** Where in a series a downtime belongs. */
export interface Occurrence {
  readonly series: string;
  /** The start that the series gave it; it stays when the downtime is moved. */
  readonly start: Instant;
  /** Whether it was changed by itself, so that changes of the series pass it by. */
  readonly moved: boolean;
}

/** One piece of planned work and where it stands. A value: every change makes another one. */
export interface Downtime {
  readonly id: string;
  readonly state: State;
  readonly plan: Plan;
  /** Empty until it is promised; the first is what people were told first, the last what holds. */
  readonly promise: readonly Revision[];
  readonly actual: Actual;
  /** When it is now expected to end; null while it has no start. */
  readonly expectedEnd: Instant | null;
  /** Created by `lull down`: begun at once, its notice waived. */
  readonly emergency: boolean;
  readonly occurrence: Occurrence | null;
  readonly proposal: Proposal | null;
  readonly waivers: readonly Waiver[];
  readonly flags: readonly Flag[];
  readonly presence: Presence | null;
  /** The person's "go" of the go/no-go, where it was said. */
  readonly go: Presence | null;
  /** Since when it turns back, by whom and why; null while it goes forward. */
  readonly turningBack: { readonly by: string; readonly why: string | null; readonly at: Instant } | null;
  /** The state in which it failed, from which a person may resume. */
  readonly failedIn: State | null;
  /** When a person was last reminded, and how many reminders went unanswered. */
  readonly reminded: { readonly at: Instant; readonly unanswered: number } | null;
  /** Which moments of the current plan were told already, so that each is told once. */
  readonly told: { readonly overdue: boolean; readonly turnBack: boolean };
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** The instant of its last event: history never goes backwards, whatever the clock does. */
  readonly changedAt: Instant;
}

/** What the world looks like when a moment is looked at again. */
export interface Facts {
  /** The rules that stand in the way of the plan as it is now; what was waived or kept is passed over. */
  readonly obstacles: readonly Reason[];
  /** Gates that should be in the state that the downtime is in, and how many confirmed it. */
  readonly gates: {
    readonly expected: number;
    readonly confirmed: number;
    /** Those that did not, as people call them. */
    readonly missing?: readonly string[] | undefined;
  };
  /** Requests in flight behind the gates; null where no gate counts. */
  readonly inFlight: number | null;
  /** Alerts that are firing on its services, which a go/no-go looks at. */
  readonly firing: readonly string[];
  /** What else is missing before the work may begin, as sentences: an agent that is away, another file. */
  readonly missing: readonly string[];
  /** Whether it is still watched how visitors fare who come back: it isn't over before that. */
  readonly watching: boolean;
  /** Whether a step has begun after which nothing is rolled back: no rule turns back any more. */
  readonly pastReturn?: boolean | undefined;
  /** Whether its steps have checks, for which visitors wait once the work is done. */
  readonly checks?: boolean | undefined;
}

interface Said {
  /** Id of a person or key, or `lull`. */
  readonly by: string;
  /** The person whose key it is; `by` itself when left out. */
  readonly person?: string | undefined;
  readonly why?: string | null | undefined;
}

/** What a proposal or a schedule must get past; worked out by the caller from the rules and the policy. */
export interface Judgement {
  /** The rules that stand in the way of the plan. */
  readonly obstacles: readonly Reason[];
  /** Whether this person may set them aside and gave a reason for it. */
  readonly override: boolean;
  /** What asks for a second person, as sentences; empty where nothing does. */
  readonly asks: readonly string[];
}

interface OfSeries {
  /** The start that its series now gives it, where the series changed and not somebody this occurrence. */
  readonly bySeries?: Instant | undefined;
}

/** Everything that can be said to a downtime. */
export type Command =
  | ({ type: 'draft'; id: string; plan: Plan; occurrence?: Occurrence | null } & Said)
  /** Of the conflicts only those with work that has begun: what is only planned gives way and is flagged. */
  | ({ type: 'emergency'; id: string; plan: Plan; obstacles: readonly Reason[] } & Said)
  | ({ type: 'edit'; plan: Plan } & Said & OfSeries)
  | ({ type: 'schedule'; judgement: Judgement } & Said)
  | ({ type: 'approve'; judgement: Judgement } & Said)
  | ({ type: 'reject' } & Said)
  | ({ type: 'revise'; plan: Plan; judgement: Judgement } & Said & OfSeries)
  | ({ type: 'extend'; end: Instant } & Said)
  | ({ type: 'cancel' } & Said & OfSeries)
  | ({ type: 'go'; facts: Facts } & Said)
  | ({ type: 'no-go' } & Said)
  | ({ type: 'im-here' } & Said)
  | ({ type: 'drained' } & Said)
  /** `check`: a check is wanted before visitors come back, also where the plan asks for none. */
  | ({ type: 'finish'; check?: boolean | undefined } & Said)
  | ({ type: 'verified' } & Said)
  | ({ type: 'opened' } & Said)
  | ({ type: 'close-again' } & Said)
  | ({ type: 'widen' } & Said)
  | ({ type: 'abort' } & Said)
  | ({ type: 'fail' } & Said)
  | ({ type: 'rollback' } & Said)
  | ({ type: 'reopen' } & Said)
  | ({ type: 'resume'; end: Instant } & Said)
  | ({
      type: 'step';
      step: string;
      phase: 'started' | 'ended';
      data: Readonly<Record<string, unknown>>;
    } & Said)
  /** Every rule that now stands in its way: new ones become flags, those that gave way are taken off. */
  | ({ type: 'flag'; reasons: readonly Reason[] } & Said)
  | ({ type: 'keep' } & Said)
  | { type: 'tick'; facts: Facts };

export type CommandType = Command['type'];

export const eventKinds = [
  'drafted',
  'edited',
  'proposed',
  'approved',
  'rejected',
  'scheduled',
  'revised',
  'warned',
  'present',
  'go',
  'no-go',
  'draining',
  'closed',
  'step-started',
  'step-ended',
  'reminded',
  'turn-back-due',
  'turning-back',
  'overdue',
  'extended',
  'verifying',
  'opening',
  'completed',
  'cancelled',
  'aborted',
  'failed',
  'resumed',
  'flagged',
  'unflagged',
  'kept',
] as const;

/** One thing that happened to a downtime, as it is stored and told. */
export interface DowntimeEvent {
  readonly kind: `downtime.${(typeof eventKinds)[number]}`;
  readonly downtime: string;
  /** Number of the revision that held when it happened; 0 before the first promise. */
  readonly revision: number;
  readonly at: Instant;
  readonly by: string;
  readonly why: string | null;
  /** Details as JSON carries them: instants and lengths are ISO 8601. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a command was not carried out; nothing changed. */
export interface Refusal {
  readonly code: 'wrong-state' | 'rule-in-the-way' | 'second-person' | 'bad-plan' | 'reason-needed';
  readonly message: string;
  readonly todo: string;
  readonly reasons: readonly Reason[];
}

/** What became of a command. */
export type Decision =
  | { readonly downtime: Downtime; readonly events: readonly DowntimeEvent[] }
  | { readonly refusal: Refusal };
