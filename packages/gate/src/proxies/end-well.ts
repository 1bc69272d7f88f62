import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long answers tell that their connections end, before any is closed. Milliseconds. */
const TOLD = 200;

/** How long what is being answered then may still take. Milliseconds. */
const LAST = 1_000;

/**
 * Ends a server so that a proxy which keeps its connections sends nothing over one that is being closed:
 * HAProxy would break its visitor's connection for it.
 *
 * @example await endWell(server);
 */
export async function endWell(server: Server): Promise<void> {
  const tell = (_: unknown, response: ServerResponse): void => {
    response.setHeader('Connection', 'close');
  };
  server.prependListener('request', tell);
  server.prependListener('checkContinue', tell);
  await sleep(TOLD);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = setTimeout(() => server.closeAllConnections(), LAST);
  await closed;
  clearTimeout(cut);
}
