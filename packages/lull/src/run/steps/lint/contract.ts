import type { Mode } from '../../../plan/rules.ts';
import type { StepsRead } from '../make.ts';
import type { Finding } from '../places.ts';

/** What is known of the downtime that a file is meant for, in milliseconds; null where nobody says. */
export interface MeantFor {
  readonly takes: number | null;
  readonly rollback: number | null;
  readonly mode: Mode | null;
}

/** A file in which nothing is wrong, and what is looked at of it. */
export interface Linted {
  readonly steps: StepsRead;
  /** The file as it is written. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Names of its parameters that something uses. */
  readonly used: ReadonlySet<string>;
  /** What is in its SQL files, by name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly meantFor: MeantFor;
}

/** One thing that is looked for: what can be run and yet is hardly meant so. */
export type Rule = (linted: Linted) => readonly Finding[];
