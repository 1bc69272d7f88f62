import type { Log } from '../../keeper/contract.ts';
import type { Store, Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';

export const silencerKinds = ['alertmanager', 'icinga2', 'webhook'] as const;

export type SilencerKind = (typeof silencerKinds)[number];

/** What is to be quiet, as the service in lull.yaml says it: each kind reads its own fields. */
export type Scope = Readonly<Record<string, unknown>>;

/** A lease on quiet that is wanted or held. */
export interface Lease {
  /** Ours: by it the monitor's own entries are found again (in the comment). */
  readonly id: string;
  readonly downtime: string;
  readonly service: string;
  /** What people read in the monitor. */
  readonly comment: string;
  readonly scope: Scope;
  /** What the monitor calls it; empty before it is held. */
  readonly remote: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
}

/** Something that fires. */
export interface Alert {
  readonly name: string;
  /** Labels or host and service, in a few words. */
  readonly on: string;
  readonly since: Instant | null;
  /** Whether something else than Lull keeps it quiet now: somebody's own silence, an acknowledgement. */
  readonly isQuiet: boolean;
}

/** A lease of ours as the monitor has it; its end is told by our clock. */
export interface HeldLease {
  readonly id: string;
  readonly remote: readonly string[];
  readonly until: Instant;
}

/** What a monitor says when it is asked whether it can be told to be quiet. */
export interface Reached {
  readonly version: string | null;
  /** Its clock less ours, in milliseconds; null where it doesn't tell the time. */
  readonly clockOffset: number | null;
}

/**
 * A monitor that can be told to be quiet: one folder, one line in the registry. Whatever it can't do is a
 * LullError: `silencer-unavailable` where trying again may help, else `silencer-refused`.
 */
export interface Silencer {
  readonly name: string;
  readonly kind: SilencerKind;
  /**
   * Makes the lease hold from now until its end, new or by renewing; done twice it is held once.
   *
   * @returns what the monitor calls it now
   */
  hold(lease: Lease): Promise<readonly string[]>;
  /** Ends it now, before the end that was last told; one that is gone already is well. */
  release(lease: Lease): Promise<void>;
  /** Every lease of ours that the monitor still has, whatever our own store says: for orphans. */
  held(): Promise<readonly HeldLease[]>;
  /** What fires in the scope. */
  firing(scope: Scope): Promise<readonly Alert[]>;
  /** Looks whether it can be reached and would be quiet, without making anything quiet. */
  check(): Promise<Reached>;
  /**
   * What people read of a scope.
   *
   * @throws LullError `silencer-refused` for one that this kind can't read
   */
  shows(scope: Scope): string;
  close(): Promise<void>;
}

/** What every silencer is opened with. */
export interface SilencerParts {
  readonly name: string;
  /** Stands in every comment, so that two Lulls on one monitor leave each other alone. */
  readonly installation: string;
  /** The time by which leases end: the one that every server shares. */
  now(): Promise<Instant>;
}

/** What the verbs of this part of the room take as their first argument. */
export interface Silences {
  readonly store: Store;
  readonly log: Log;
  now(trx?: Trx): Promise<Instant>;
  /** By name, as this server's settings have them. */
  readonly silencers: ReadonlyMap<string, Silencer>;
}
