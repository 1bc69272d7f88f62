import type { Instant } from '../../time/instant.ts';
import type { Journal } from './journal/open.ts';
import type { OutputTeller } from './output/teller.ts';
import type { StepSource } from './source.ts';
import type { Troubles } from './troubles.ts';

/** Where a runner says what it does; pino's loggers fit. */
export interface RunnerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What all parts of all runs on this host share. */
export interface Host {
  /** Where the journals are. */
  readonly folder: string;
  readonly source: StepSource;
  readonly output: OutputTeller;
  readonly troubles: Troubles;
  readonly log: RunnerLog;
  /** For what is told to people only: lengths are measured by the monotonic clock. */
  readonly clock: () => Instant;
  /** Says that a journal has a new report. */
  reported(journal: Journal): void;
}
