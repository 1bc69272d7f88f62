import { connect } from 'node:net';
import type { ActionContext, Ended } from '../contract.ts';
import { done, failed, halted } from '../ended.ts';
import { targetOf } from '../target.ts';

/**
 * Whether something takes connections.
 *
 * @example await tryTcp('shop-db', context, signal) // { outcome: 'failed', error: '… ECONNREFUSED', … }
 */
export async function tryTcp(name: string, context: ActionContext, signal: AbortSignal): Promise<Ended> {
  const { host, port } = targetOf(context.targets, name, 'tcp');
  const socket = connect({ host, port });
  try {
    return await new Promise<Ended>((resolve) => {
      socket.once('connect', () => resolve(done()));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        resolve(failed(`${host}:${port}: ${error.code ?? error.message}`));
      });
      signal.addEventListener('abort', () => resolve(halted(signal)), { once: true });
      if (signal.aborted) resolve(halted(signal));
    });
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
