import type { Downtime } from '../../downtime/contract.ts';
import { reminderAt, turnBackAt, turnBackIsTold } from '../../downtime/moments.ts';
import { hasBegun } from '../../downtime/states.ts';
import type { Instant } from '../../time/instant.ts';
import type { ByRule } from './contract.ts';

/**
 * Until when something can be decided before a rule does, and what that does: at the latest moment to turn
 * back the policy's word holds, where anything can still be turned back.
 *
 * @example ruleFor(downtime, now) // { until: end - rollback, byRule: 'extend' }
 */
export function ruleFor(
  downtime: Downtime,
  at: Instant,
  isPastReturn = false,
): { readonly until: Instant | null; readonly byRule: ByRule } {
  const latest = turnBackAt(downtime);
  const { plan, state } = downtime;
  const isSettled = state === 'failed' || !hasBegun(state) || turnBackIsTold(downtime);
  if (isSettled || latest === null || latest <= at) return { until: null, byRule: 'stays' };
  // Where nobody says a word until then, the end isn't moved by rule: they are asked.
  const isSilent = (downtime.reminded?.unanswered ?? 0) > 0 || reminderAt(downtime) <= latest;
  const cannot = {
    ...{ ask: false, 'roll-back': isPastReturn },
    extend: plan.mode === 'hold' || isSilent,
  };
  return { until: latest, byRule: cannot[plan.atTurnBack] ? 'ask' : plan.atTurnBack };
}
