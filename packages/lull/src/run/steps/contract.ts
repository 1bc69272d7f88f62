/** Every kind of action: one folder under `actions/`, one line in its registry, one field of a step. */
export const actionKinds = ['command', 'http', 'sql', 'waitUntil', 'confirm', 'sleep'] as const;

export type ActionKind = (typeof actionKinds)[number];

/**
 * A secret by reference: a file's first line or a variable of the agent's environment. Its value is read when
 * a step begins, and is nowhere else.
 */
export type SecretSource = { readonly file: string } | { readonly variable: string };

/** Runs a program: its name and arguments as they are, never a shell's words. `${name}` is a parameter. */
export interface CommandAction {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** Relative to the folder of the step files; that folder when null. */
  readonly folder: string | null;
}

/** Calls a target that is named on that host. */
export interface HttpAction {
  readonly kind: 'http';
  readonly target: string;
  readonly method: string;
  /** Path and query under the target's address; parameters in it are percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Status codes that are well; any from 200 to 299 when empty. */
  readonly expect: readonly number[];
  /** What the body must hold; null for anything. */
  readonly contains: string | null;
  /** Whether it passes the closed gates of the services that are down. */
  readonly bypass: boolean;
}

/** Runs SQL on a target that is named on that host: PostgreSQL. */
export interface SqlAction {
  readonly kind: 'sql';
  readonly target: string;
  /** Parameters of it are `$1`, never text. Null only until the file was read: then it is what was hashed. */
  readonly text: string | null;
  /** The file beside the step file that it came from, which its hash covers; null where it is written out. */
  readonly file: string | null;
  readonly values: readonly string[];
  /** Whether all of it is one transaction; `false` for what PostgreSQL refuses inside of one. */
  readonly transaction: boolean;
  /** What the first column of the first row must be as text; null for anything. */
  readonly expect: string | null;
}

/** What can be tried without doing anything by it. */
export type Probe =
  | HttpAction
  | SqlAction
  | CommandAction
  | { readonly kind: 'tcp'; readonly target: string };

/** Tries again and again until it is well, within the step's time limit. */
export interface WaitAction {
  readonly kind: 'waitUntil';
  readonly probe: Probe;
  /** Milliseconds between two tries. */
  readonly every: number;
}

/** Asks a person and waits for the answer. */
export interface ConfirmAction {
  readonly kind: 'confirm';
  readonly question: string;
}

export interface SleepAction {
  readonly kind: 'sleep';
  readonly length: number;
}

export type Action = CommandAction | HttpAction | SqlAction | WaitAction | ConfirmAction | SleepAction;

/** The database behind an address, which is a secret as a whole: it may hold a password. */
export interface SqlTarget {
  readonly kind: 'sql';
  readonly url: SecretSource;
}

/** What answers HTTP at an address. */
export interface HttpTarget {
  readonly kind: 'http';
  /** Without a path's end: what a call names as its path follows it. */
  readonly url: string;
  /** Sent with every call, by lower-cased name. */
  readonly headers: Readonly<Record<string, string | SecretSource>>;
  /** File with the certificates (PEM) that are trusted beside the system's; null for none. */
  readonly ca: string | null;
  /** Whose closed gates a call with `bypass` passes; the one that is down when null. */
  readonly service: string | null;
}

/** What takes connections. */
export interface TcpTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** What step files name, and this host knows the address of. */
export type Target = SqlTarget | HttpTarget | TcpTarget;

export type TargetKind = Target['kind'];

/** The targets of a host by name, as its targets.yaml says. */
export type Targets = ReadonlyMap<string, Target>;

/** How an action is carried out. Lengths are milliseconds. */
export interface Undertaking {
  readonly action: Action;
  readonly timeLimit: number;
  /** How often it is tried again after it failed, and how long is waited before. */
  readonly retries: number;
  readonly retryAfter: number;
  /** Whether it may be run again when nobody knows whether it ran. */
  readonly idempotent: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretSource>>;
}

/** One piece of the change. */
export interface Step extends Undertaking {
  /** Unique in its file. */
  readonly name: string;
  /** Tells whether the step did what it should; the step is done when this is well. */
  readonly verify: Undertaking | null;
  /** Undoes it; null where there is nothing to undo. */
  readonly rollback: Undertaking | null;
  /** Once it has begun nothing is rolled back any more. */
  readonly pointOfNoReturn: boolean;
}

/** Looks again and again while visitors come back, and says when that goes badly. */
export interface Watch {
  readonly name: string;
  readonly probe: HttpAction | SqlAction | CommandAction;
  readonly every: number;
  /** How long after the opening. */
  readonly over: number;
  /** The share of tries that may fail, and how long one may take; over either it goes badly. */
  readonly mostErrors: number;
  readonly slowest: number | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretSource>>;
}

/** What a step file declares, for whoever schedules it to set. */
export interface Parameter {
  readonly description: string | null;
  /** The whole value must match it (RE2-like: anchored, tried against at most 1,000 characters). */
  readonly pattern: string;
  readonly default: string | null;
}

/** A step file as it was read. */
export interface Steps {
  readonly name: string;
  readonly description: string | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly steps: readonly Step[];
  /** Checks while visitors are still out. */
  readonly verify: readonly Step[];
  readonly watch: readonly Watch[];
  /** What is done when a watch goes badly. */
  readonly atBadWatch: 'close-again' | 'tell';
  /** What is done when a step fails for good. */
  readonly atFailure: 'roll-back' | 'ask';
  /** SHA-256 over the file and the files it names, hex. */
  readonly hash: string;
}

/** What is told of a step file to the server and to people: no secret, no value of the environment. */
export interface Outline {
  readonly description: string | null;
  readonly parameters: Steps['parameters'];
  readonly steps: readonly StepOutline[];
  readonly verify: readonly StepOutline[];
  readonly watch: readonly { readonly name: string; readonly over: number }[];
  readonly atBadWatch: Steps['atBadWatch'];
  readonly atFailure: Steps['atFailure'];
  /** The goals for which something of it passes closed gates. */
  readonly bypass: readonly ('forward' | 'verify' | 'watch' | 'back')[];
}

export interface StepOutline {
  readonly name: string;
  readonly kind: ActionKind;
  /** What it does, in one line, as written in the file. */
  readonly shows: string;
  readonly timeLimit: number;
  readonly retries: number;
  readonly idempotent: boolean;
  readonly hasVerify: boolean;
  /** What undoes it, in one line; null for nothing. */
  readonly rollback: { readonly shows: string; readonly timeLimit: number } | null;
  readonly pointOfNoReturn: boolean;
}
