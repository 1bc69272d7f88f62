import type { Fault } from './fault.ts';

/** One kill and what became of what was under way. */
export interface Kill {
  readonly number: number;
  /** Whether the server was on its way up, or answering, when it was killed. */
  readonly during: 'start' | 'work';
  /** Milliseconds since its process was started. */
  readonly after: number;
  /** What was asked and not answered. */
  readonly inFlight: readonly string[];
  /** Milliseconds until the next one answered; null where that one was killed before it did. */
  back: number | null;
  /** What was acknowledged and not found when the next one answered, as sentences. */
  missing: readonly string[];
}

/** What came of torturing one engine. */
export interface Report {
  readonly engine: 'pglite' | 'postgres';
  readonly seed: number;
  /** Whether everything is as it was acknowledged. */
  readonly ok: boolean;
  /** What is not, as sentences. */
  readonly wrong: readonly string[];
  /** What the harness broke on purpose; null for nothing. */
  readonly fault: { readonly kind: Fault; readonly downtime: string } | null;
  readonly acknowledged: { readonly downtimes: number; readonly changes: number };
  /** Requests that were asked again because their connection broke. */
  readonly askedAgain: number;
  /** How many downtimes ended how. */
  readonly ends: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly kills: readonly Kill[];
}
