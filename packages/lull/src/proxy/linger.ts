import type { IncomingMessage } from 'node:http';

/** How long, and how much of a body. */
const MOST = { ms: 2_000, bytes: 4_194_304 };

/**
 * Reads on for a while what nobody needs any more: whoever closes with data unread takes from the client what
 * it was just told.
 */
export function linger(request: IncomingMessage, then: () => void): void {
  let bytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    request.off('data', count).off('end', end).off('close', end);
    then();
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > MOST.bytes) end();
  };
  const timer = setTimeout(end, MOST.ms);
  request.on('data', count).once('end', end).once('close', end);
  request.resume();
}
