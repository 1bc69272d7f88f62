import type { Downtime } from '../../../downtime/contract.ts';
import { type Instant, MINUTE, SECOND } from '../../../time/instant.ts';
import type { Lease } from '../contract.ts';

/** For how long a monitor is quiet by itself; it is renewed at half. */
export const LEASE = 2 * MINUTE;

/** How long before the start it is quiet: as long as one attempt may take. */
export const AHEAD = 10 * SECOND;

/** For how long it stays quiet after a start at which nothing begins. */
export const AFTER_START = 30 * SECOND;

/**
 * For so long after the end it stays quiet about what has fired since before it: monitors that look every few
 * seconds have found by then that all is well.
 */
export const LINGER = 5 * SECOND;

/** For how long whoever does something to a lease has it for itself. */
export const CLAIM = 20 * SECOND;

/** After this it is given up to end a lease that ended by itself long ago. */
export const GIVE_UP = 60 * MINUTE;

/** Tells that leases changed. */
export const silencesChannel = 'lull_silences';

/** A lease that is to be looked after, and by nobody else meanwhile. */
export interface Claimed {
  readonly lease: Lease;
  readonly silencer: string;
  readonly state: 'wanted' | 'held' | 'ending' | 'gone';
  /** Attempts since the last that succeeded, this one among them. */
  readonly attempts: number;
  /** By which the claim is known. */
  readonly claimedUntil: Instant;
  readonly heldUntil: Instant | null;
  /** As it is now. */
  readonly downtime: Downtime;
}

/** What became of an attempt, for metrics. */
export type OnAttempt = (silencer: string, doing: Doing, outcome: 'done' | 'failed') => void;

/** What is done with a monitor. */
export type Doing = 'hold' | 'release' | 'ask' | 'look-for-orphans';
