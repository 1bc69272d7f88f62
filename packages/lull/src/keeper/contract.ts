import type { Action, Actor } from '../access/contract.ts';
import type { Catalog } from '../catalog/load.ts';
import type { Command, Downtime, DowntimeEvent } from '../downtime/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';

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
}

/**
 * A room that has something to do when a downtime changes. `foresee` says what it would be and has no effect;
 * it is what `--dry-run` shows. `record` writes, in the change's own transaction, what it will do later.
 */
export interface Follower {
  readonly name: string;
  foresee(change: Change): readonly Consequence[];
  record?(change: Change, trx: Trx): Promise<void>;
}

/** What became of a call that changes a downtime. */
export interface Outcome {
  readonly downtime: Downtime;
  /** Rises by one with every change; the ETag. */
  readonly version: number;
  readonly events: readonly DowntimeEvent[];
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
  /** The catalog of the last committed change. */
  catalog(trx?: Trx): Promise<HeldCatalog>;
}

/** A command as a caller gives it: who and what the rules say is added here. */
export type Asked = { readonly type: Command['type'] } & Readonly<Record<string, unknown>>;

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
