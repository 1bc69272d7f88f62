import { first } from './0001-first.ts';
import { gates } from './0002-gates.ts';
import { gateKeys } from './0003-gate-keys.ts';
import { gateRuns } from './0004-gate-runs.ts';
import { announce } from './0005-announce.ts';
import { run } from './0006-run.ts';

/**
 * One step from one schema to the next. Once released it never changes; what is to be changed is a new one.
 */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  /** Statements of SQL, run in this order in one transaction. */
  readonly statements: readonly string[];
}

/** All of them, in their order. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'first', statements: first },
  { number: 2, name: 'gates', statements: gates },
  { number: 3, name: 'gate-keys', statements: gateKeys },
  { number: 4, name: 'gate-runs', statements: gateRuns },
  { number: 5, name: 'announce', statements: announce },
  { number: 6, name: 'run', statements: run },
];
