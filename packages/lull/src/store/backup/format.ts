import { z } from 'zod';
import { LullError } from '../../errors.ts';

/*
 * A backup is lines of JSON, UTF-8: a header; for each table a line with its columns and then one per row,
 * each value as PostgreSQL writes it as text; a trailer with what must have come before it.
 */

export const formatName = 'lull-backup';
export const formatVersion = 1;

export const headerSchema = z.object({
  format: z.literal(formatName),
  version: z.int().positive(),
  /** The schema's number. */
  migration: z.int().positive(),
  engine: z.enum(['pglite', 'postgres']),
  /** When it was begun, ISO 8601. */
  at: z.string(),
  /** That of the store; restored it is a higher one. */
  epoch: z.int().positive(),
});

export const tableSchema = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });

export const rowSchema = z.array(z.string().nullable());

export const trailerSchema = z.object({
  /** How many rows of each table. */
  rows: z.record(z.string(), z.int().nonnegative()),
  /** Of every byte before the trailer's line, hex. */
  sha256: z.string(),
});

export type Header = z.infer<typeof headerSchema>;
export type TableLine = z.infer<typeof tableSchema>;
export type Trailer = z.infer<typeof trailerSchema>;

/** The refusal of a file that is no whole backup of ours. */
export function badBackup(what: string): LullError {
  return new LullError('bad-backup', `The backup ${what}`, 'Take another backup; nothing was restored.');
}
