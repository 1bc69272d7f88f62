import { type Instant, pinned, Refusal, type Trust, type Verify } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { type Holding, holds } from './holding.ts';
import type { Found } from './kept.ts';
import type { GateOptions } from './options.ts';
import type { Warnings } from './warnings.ts';

/**
 * What a gate goes by when it starts: what it kept, if that is whole and rightly signed.
 *
 * @example const holding = await heldBefore(options, await kept.load(), clock, verify, warnings);
 */
export async function heldBefore(
  { service, trust: key, whenUnknown = 'wait' }: GateOptions,
  { document, standing, override, torn }: Found,
  clock: Clock,
  verify: Verify,
  warnings: Warnings,
): Promise<Holding> {
  const fresh = pinned(service, key);
  const problems = torn.map((file) => `${file} cannot be read`);
  const isTorn = torn.some((file) => !file.endsWith('override.json'));
  const make = (trust: Trust, isShut: boolean): Holding =>
    holds({ trust, heardAt: heardBefore(), override, isShutUnknown: isShut }, clock, verify);
  // Where it isn't known any more when the server was heard, a closing that is due stays one.
  const heardBefore = (): Instant | null => standing?.heardAt ?? (isTorn ? clock.now() : null);
  const unknown =
    whenUnknown === 'closed' || (whenUnknown === 'wait' && (isTorn || standing?.isShut === true));

  let holding = make(fresh, unknown);
  if (document !== null) {
    // Other keys than the one of the enrolment count only if they descend from it.
    const isSameKey = document.pinned === key.key;
    const before = make(isSameKey ? document.trust : fresh, unknown);
    try {
      await before.take(JSON.stringify(document.document));
      holding = before;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(`the kept document is refused: ${error.message}`);
    }
  }
  if (problems.length > 0) warnings.set('disk', problems.join('; '));
  return holding;
}
