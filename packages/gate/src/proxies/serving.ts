import { type GateState, type Instant, shuts } from '../protocol/index.ts';
import type { MethodClass, Serving } from './contract.ts';

const all: readonly MethodClass[] = ['safe', 'unsafe'];

/**
 * What a proxy does in a state of the gate. What it can tell by the method alone it refuses by itself; paths,
 * tenants and shares of visitors are decided by the gate, request by request; and what is to wait waits for
 * the gate's answer.
 *
 * @example servingOf(gate.state()).does // 'refuse'
 */
export function servingOf(state: GateState): Serving {
  const { mode } = state;
  const isOpening = state.state === 'opening' && state.share < 1;
  if (mode === 'at-risk' || !(shuts(state) || isOpening)) return { does: 'open', methods: [], state };
  const methods: readonly MethodClass[] = mode === 'read-only' ? ['unsafe'] : all;
  return { does: isOpening || !isPlain(state) || mode === 'hold' ? 'ask' : 'refuse', methods, state };
}

/** Whether it is about all of the service. */
export function isPlain({ match }: Pick<GateState, 'match'>): boolean {
  return Object.values(match).every((rules) => rules.length === 0);
}

/** Whether two of them are the same for visitors: what is refused, in which words. */
export function isSame(a: Serving, b: Serving): boolean {
  if (a.does !== b.does) return false;
  const said = ({ methods, state }: Serving): string =>
    JSON.stringify([methods, state.state, state.mode, state.downtime, state.retryAt, state.match]);
  return a.does === 'open' || said(a) === said(b);
}

/**
 * The kind of refusal that visitors of a state see.
 *
 * @example kindOf(serving) // 'read-only'
 */
export function kindOf({ state }: Serving): 'closed' | 'read-only' | 'partial' | 'opening' {
  if (state.state === 'opening') return 'opening';
  return state.mode === 'read-only' || state.mode === 'partial' ? state.mode : 'closed';
}

/** When visitors are to try again: at once, if they were refused in the very moment of the opening. */
export function retryAtOf({ does, state }: Serving, now: Instant): Instant | null {
  return does === 'open' ? now : state.retryAt;
}
