import { visible } from '../access/allowed.ts';
import type { BusyDowntime } from '../plan/taken.ts';
import type { Actor } from './contract.ts';

/**
 * Who is busy, as somebody may be told: work on services that they may not read stands in their way like any
 * other, without its title.
 *
 * @example asSeenBy(actor, others)[0].title // 'work that you may not see'
 */
export function asSeenBy(actor: Actor, others: readonly BusyDowntime[]): readonly BusyDowntime[] {
  const seen = visible(actor);
  if (seen === null) return others;
  return others.map((other) =>
    other.services.some((name) => seen.has(name)) ? other : { ...other, title: 'work that you may not see' },
  );
}
