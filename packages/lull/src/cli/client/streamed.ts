import { LullError } from '../../errors.ts';
import { type Call, send } from './call.ts';
import type { Server } from './server.ts';

interface Streaming {
  readonly accept: string;
  /** What people call it. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * What a server sends as long as it has something to send, piece by piece.
 *
 * @throws LullError `server-unreachable` where it breaks off, `interrupted` where somebody does, and as
 * `send`
 * @example await writeWhole(file, streamed(server, callOf(exportSubscribers, {}), { accept: 'text/csv', what:
 * 'export', signal }))
 */
export async function* streamed(
  server: Server,
  call: Call,
  { accept, what, signal }: Streaming,
): AsyncGenerator<Uint8Array> {
  const response = await send(server, { ...call, streams: true, signal }, { accept });
  try {
    yield* response.body!;
  } catch (error) {
    signal.throwIfAborted();
    throw new LullError(
      'server-unreachable',
      `${server.url} broke off the ${what}: ${(error as Error).message}`,
      'Nothing was kept of it. Try again.',
    );
  }
}
