import type { Refusal } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Warnings } from './warnings.ts';
import { WireError } from './wire.ts';

/** What a gate wants of its server. */
export type Errand = 'document' | 'time' | 'stream' | 'confirm';

/** How it goes with the server, as warnings. */
export interface Reach {
  /** How an errand went; null for well. */
  went(errand: Errand, error: unknown): void;
  /** What was said isn't believed. */
  refused(what: 'document-refused' | 'time-refused', refusal: Refusal): void;
  /** Drops the warnings that are old. */
  age(): void;
}

/** One attempt that fails is chance. */
const ENOUGH = 2;

/** What was refused is named for so long after the last time. Milliseconds. */
const NAMED = 600_000;

/**
 * Makes warnings of what goes wrong between a gate and its server.
 *
 * @example reach.went('document', null);
 */
export function reaches(warnings: Warnings, clock: Clock): Reach {
  const failing = new Map<Errand, { readonly error: unknown; readonly times: number }>();
  const counts = { 'document-refused': 0, 'time-refused': 0 };
  const last = { 'document-refused': 0, 'time-refused': 0 };

  const tell = (): void => {
    const errors = [...failing.values()].filter(({ times }) => times >= ENOUGH).map(({ error }) => error);
    const isKey = (error: unknown): boolean =>
      error instanceof WireError && [401, 403].includes(error.status);
    const key = errors.find(isKey);
    const other = errors.find((error) => !isKey(error));
    warnings.set('key-refused', key ? `The server does not take the gate's key: ${reasonOf(key)}.` : null);
    warnings.set('server-unreachable', other ? `The server is not to be had: ${reasonOf(other)}.` : null);
  };

  return {
    went: (errand, error) => {
      if (error === null && !failing.delete(errand)) return;
      if (error !== null) failing.set(errand, { error, times: (failing.get(errand)?.times ?? 0) + 1 });
      tell();
    },
    refused: (what, { message }) => {
      counts[what] += 1;
      last[what] = clock.monotonic();
      const at = new Date(clock.now()).toISOString();
      warnings.set(what, `${counts[what]} refused, the last at ${at}: ${message}`);
    },
    age: () => {
      for (const what of ['document-refused', 'time-refused'] as const) {
        if (counts[what] > 0 && clock.monotonic() - last[what] > NAMED) warnings.set(what, null);
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says "fetch failed" and puts the reason below.
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error && cause.message !== ''
    ? `${error.message}: ${cause.message}`
    : error.message;
}
