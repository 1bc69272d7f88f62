import { pause } from '../actions/pause.ts';
import type { Order, Port } from './contract.ts';
import type { RunnerLog } from './host.ts';

/** How long is waited before the server is asked again. Milliseconds. */
const AGAIN = 1_000;

/** What a run's id may be: it is part of a file's name. */
const ID = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * Hears orders for as long as the signal isn't aborted, through every connection that is lost.
 *
 * @param hear gets all orders that hold, whenever one of them changed
 * @example await hearOrders(port, log, (orders) => …, signal);
 */
export async function hearOrders(
  port: Pick<Port, 'orders'>,
  log: RunnerLog,
  hear: (orders: readonly Order[]) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const orders of port.orders(signal)) {
        hear(orders.filter((order) => isUsable(order, log)));
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!signal.aborted) log.debug({ err: error }, 'orders could not be heard');
    }
    await pause(AGAIN, signal);
  }
}

function isUsable({ run, part, serial }: Order, log: RunnerLog): boolean {
  const isWell = ID.test(run) && Number.isSafeInteger(part) && part >= 0 && Number.isSafeInteger(serial);
  if (!isWell) log.warn({ run, part, serial }, 'an order has an id that cannot be used; it is passed over');
  return isWell;
}
