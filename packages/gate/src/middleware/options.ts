import type { PageOptions } from '../page/index.ts';
import type { Caller } from './caller.ts';

/** How a middleware behaves, where it should be otherwise than by itself. */
export interface MiddlewareOptions extends PageOptions {
  /** Paths that say whether the process lives: never refused, never counted. `/livez` and `/healthz`. */
  readonly live?: readonly string[];
  /** Paths that say whether it may get requests: not counted. `/readyz`. */
  readonly ready?: readonly string[];
  /**
   * What readiness says while the gate is closed: `ready` lets the service answer, so that no load balancer
   * takes the node out and shows a page of its own; `not-ready` refuses. `ready`.
   */
  readonly readiness?: 'ready' | 'not-ready';
  /** Addresses and ranges (CIDR) that pass a closed gate. None. */
  readonly allow?: readonly string[];
  /** Addresses and ranges of the proxies whose `X-Forwarded-For` is believed. None. */
  readonly proxies?: readonly string[];
  /** Which tenant a request is for: the salted hash that documents name it by; null where it isn't known. */
  readonly tenant?: (caller: Caller) => string | null;
  /** How many requests may wait during very short work, with how many bytes, and for how long. */
  readonly hold?: Partial<HoldCaps>;
}

/** Past any of these a request gets the 503. */
export interface HoldCaps {
  /** 1,000. */
  readonly requests: number;
  /** Of the bodies together, as announced; 64 MiB. */
  readonly bytes: number;
  /** Milliseconds; 10,000, which is less than clients wait. */
  readonly time: number;
}

export const holdCaps: HoldCaps = { requests: 1_000, bytes: 64 * 2 ** 20, time: 10_000 };
