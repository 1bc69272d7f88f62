import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A request's body as a stream of its own: undici destroys what it sends when the upstream breaks off, and
 * the request itself has to live until it is answered. What comes after that is thrown away.
 *
 * @param idle milliseconds that the client may say nothing in the middle of it
 */
export function bodyOf(request: IncomingMessage, idle: number): Readable {
  const body = new Readable({ read: () => void request.resume() });
  request.on('data', (chunk: Buffer) => {
    if (!body.destroyed && !body.push(chunk)) request.pause();
  });
  request.once('end', () => {
    request.setTimeout(0);
    if (!body.destroyed) body.push(null);
  });
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('the client broke off'));
  });
  request.setTimeout(idle, () => {
    // Not its fault while the upstream takes nothing.
    if (!request.isPaused()) request.destroy();
  });
  body.once('close', () => request.resume());
  // Whoever sends it hears of it too.
  body.on('error', () => {});
  return body;
}
