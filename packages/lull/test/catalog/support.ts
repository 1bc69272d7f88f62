import type { FieldMistake } from '../../src/catalog/mistakes.ts';
import { LullError } from '../../src/errors.ts';

/** The error that the work ends with. */
export function errorOf(work: () => unknown): LullError {
  try {
    work();
  } catch (error) {
    if (error instanceof LullError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The mistakes that the work is refused for, as a person sees them. */
export function mistakesOf(work: () => unknown): string[] {
  return (errorOf(work).details.mistakes as FieldMistake[]).map(
    ({ field, message, hint }) => `${field}: ${message}${hint ? ` (${hint})` : ''}`,
  );
}
