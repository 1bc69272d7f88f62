import { type GateState, Refusal, readBypass, type Verify } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Gate } from './contract.ts';
import type { CountsKept } from './counts.ts';
import type { Holding } from './holding.ts';
import { version } from './version.ts';
import type { Warnings } from './warnings.ts';

/** What a gate gives account of. */
export interface Known {
  readonly service: string;
  readonly instance: string;
  readonly holding: Holding;
  readonly clock: Clock;
  readonly counts: CountsKept;
  readonly warnings: Warnings;
  readonly verify: Verify;
  readonly state: () => GateState;
  readonly isConnected: () => boolean;
}

/**
 * What a gate says of itself, and of tokens that it is shown, however it follows.
 *
 * @example const { status, bypass } = accountOf({ service, instance, holding, clock, ... });
 */
export function accountOf(known: Known): Pick<Gate, 'bypass' | 'status'> {
  const { service, instance, holding, clock, counts, warnings, verify, state, isConnected } = known;
  return {
    bypass: async (token) => {
      try {
        return await readBypass(token, holding.trust(), clock.now(), verify);
      } catch (error) {
        if (error instanceof Refusal) return null;
        throw error;
      }
    },
    status: () => ({
      ...{ service, instance, version },
      state: state(),
      epoch: holding.document()?.epoch ?? null,
      serial: holding.document()?.serial ?? null,
      override: holding.override(),
      heardAt: holding.heardAt(),
      isConnected: isConnected(),
      clockOffset: clock.offset(),
      warnings: warnings.all(),
      inFlight: counts.inFlight(),
    }),
  };
}
