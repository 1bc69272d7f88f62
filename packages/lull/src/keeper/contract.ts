import type { Action, Actor } from '../access/contract.ts';
import type { Names } from '../access/names.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Command, Downtime, DowntimeEvent, Facts, Plan } from '../downtime/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Reading } from '../traffic/reading.ts';
import type { WhoIsBusy } from './who-is-busy.ts';

/** The catalog as the store holds it, and the version that every change of it raises. */
export interface HeldCatalog {
  readonly catalog: Catalog;
  readonly version: number;
}

/** One thing that would follow (or follows) from a change, for people to look at before they say yes. */
export interface Consequence {
  readonly kind: 'moment' | 'notice' | 'gate' | 'silence' | 'step' | 'flag' | 'waiver';
  /** When it would be; null for at once. */
  readonly at: Instant | null;
  /** A sentence, without its time. */
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A change of a downtime, before it is stored. */
export interface Change {
  readonly before: Downtime | null;
  readonly after: Downtime;
  readonly events: readonly DowntimeEvent[];
  readonly now: Instant;
  readonly catalog: Catalog;
  /** What those are called who set rules aside or proposed something. */
  readonly names: Names;
}

/**
 * A room that has something to do when a downtime changes. `foresee` says what it would be and has no effect;
 * it is what `--dry-run` shows, and once the change is made all that can be said at once: others wait for its
 * transaction. `record` writes, in the change's own transaction, what it will do later.
 */
export interface Follower {
  readonly name: string;
  foresee(
    change: Change,
    trx: Trx,
    asked: Pick<Outcome, 'dryRun'>,
  ): readonly Consequence[] | Promise<readonly Consequence[]>;
  record?(change: Change, trx: Trx): Promise<void>;
}

/** What a source knows of the world around a downtime; what it doesn't know it leaves out. */
export type KnownFacts = Partial<Omit<Facts, 'obstacles'>>;

/** The moment that facts are about, and the catalog as it is then. */
export interface At {
  readonly now: Instant;
  readonly catalog: Catalog;
}

/** A room that knows something that a downtime's next step depends on: gates, monitors. */
export interface FactSource {
  readonly name: string;
  /** Asked inside the transaction of the step, so it reads through `trx` and does no other I/O. */
  gather(downtime: Downtime, trx: Trx, at: At): Promise<KnownFacts>;
}

/** A room that counts traffic itself: gates. */
export interface Counter {
  /** As services name it among their sources. */
  readonly name: string;
  /** What it has counted of a service; null for nothing. */
  read(service: string, now: Instant): Promise<Reading | null>;
}

/** Where the keeper says what it does; pino's loggers fit. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What became of a call that changes a downtime. */
export interface Outcome {
  readonly downtime: Downtime;
  /** Rises by one with every change; the ETag. */
  readonly version: number;
  readonly events: readonly DowntimeEvent[];
  /** Empty where nobody reads it: of what comes by rule, and of the downtimes of a series. */
  readonly follows: readonly Consequence[];
  /** Whether it was only asked for; then nothing is stored. */
  readonly dryRun: boolean;
}

/** How a change is asked for. */
export interface ChangeOptions {
  /** The version that the caller has seen; a change since then is refused and told. */
  readonly version?: number | undefined;
  readonly dryRun?: boolean | undefined;
  /** The same key with the same request gives the same answer again, and changes nothing. */
  readonly idempotencyKey?: string | undefined;
}

/** What everything in this room works with. */
export interface Keeper {
  readonly store: Store;
  readonly followers: readonly Follower[];
  readonly factSources: readonly FactSource[];
  /** Traffic that is counted here; null where nothing is. */
  readonly counter: Counter | null;
  readonly log: Log;
  /** The catalog of the last committed change, or as the transaction sees it. */
  catalog(trx?: Trx): Promise<HeldCatalog>;
  /** The same by a version that was just read, without asking again for one that is in memory. */
  catalogOf(version: number, trx?: Trx): Promise<HeldCatalog>;
  /** Tells of a catalog that may be committed soon: what it has read need not be read again then. */
  expectCatalog(catalog: Catalog): void;
  /** Who is busy, remembered for questions; whoever changes something asks the database itself. */
  readonly busy: WhoIsBusy;
  /** The time: the database's, which every server shares, unless `clock` tells another. */
  now(trx?: Trx): Promise<Instant>;
  /** Tells the time instead of the database, for tests; null otherwise. */
  readonly clock: ((trx?: Trx) => Promise<Instant>) | null;
}

/**
 * A command as a caller gives it; who says it, what the rules say of it and what the world looks like is
 * added here. `draft` and `emergency` have verbs of their own, `tick` and `flag` are the keeper's.
 */
export interface Asked {
  readonly type: Exclude<Command['type'], 'draft' | 'emergency' | 'tick' | 'flag'>;
  readonly why?: string | null | undefined;
  /** `schedule`, `revise`, `approve`: whether to set aside the rules that stand in the way. */
  readonly override?: boolean | undefined;
  /** `edit`, `revise`: what of the plan is to be another. */
  readonly changes?: Partial<Plan> | undefined;
  /** `extend`, `resume`: the new end, or by how many milliseconds it moves from where it is expected. */
  readonly end?: Instant | undefined;
  readonly later?: number | undefined;
  /** `step`: which, and what became of it. */
  readonly step?: string | undefined;
  readonly phase?: 'started' | 'ended' | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Which action each command is, for the decision on who may. */
export const actionOf: Readonly<Record<Command['type'], Action>> = {
  draft: 'draft',
  edit: 'draft',
  emergency: 'run',
  schedule: 'schedule',
  approve: 'approve',
  reject: 'approve',
  revise: 'schedule',
  extend: 'run',
  cancel: 'schedule',
  go: 'run',
  'no-go': 'run',
  'im-here': 'run',
  drained: 'run',
  finish: 'run',
  verified: 'run',
  opened: 'run',
  'close-again': 'run',
  widen: 'run',
  abort: 'run',
  fail: 'run',
  rollback: 'run',
  reopen: 'run',
  resume: 'run',
  step: 'run',
  flag: 'schedule',
  keep: 'override',
  tick: 'administer',
};

export type { Actor };
