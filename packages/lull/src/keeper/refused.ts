import type { Refusal } from '../downtime/contract.ts';
import { LullError } from '../errors.ts';
import { formatInstant, type Instant } from '../time/instant.ts';

/**
 * The error for a command that was not carried out: every rule in the way, and the next moment at which none
 * is, where rules were what stood in it.
 *
 * @param next the first start at which nothing stands in the way; null when there is none within 400 days,
 * undefined when rules were not the matter
 * @example throw refused(decision.refusal, nextStart)
 */
export function refused(refusal: Refusal, next?: Instant | null): LullError {
  const { code, message, todo, reasons } = refusal;
  if (next === undefined) return new LullError(code, message, todo, reasons.length > 0 ? { reasons } : {});
  return new LullError(code, message, todo, {
    reasons,
    next: next === null ? null : formatInstant(next),
  });
}
