import type { Order } from '../../run/runner/contract.ts';
import type { OrderView } from '../contract/agent-shapes.ts';

/**
 * An order as an agent over the network gets it.
 *
 * @example orderView(order).serial
 */
export function orderView({ file, parameters, answers, bypass, ...order }: Order): OrderView {
  return {
    ...order,
    file: { ...file },
    parameters: { ...parameters },
    answers: [...answers],
    bypass: { ...bypass },
  };
}
