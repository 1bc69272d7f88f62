import type { Duplex } from 'node:stream';
import type { Gate } from '../follow/contract.ts';
import { lullState } from '../page/index.ts';
import { type Asking, shuts, verdictOn } from '../protocol/index.ts';
import { closeFrame, type Frames, followFrames } from './frames.ts';

/** "Service restart": the code by which a client knows that it may come back (RFC 6455, 7.4 registry). */
export const RESTART = 1012;

/** How long a client has to answer the closing, and a service to end its frame. Milliseconds. */
const PATIENCE = 5_000;

interface Open {
  readonly asking: Asking;
  /** Null for what is no WebSocket: nothing can be said there. */
  readonly frames: Frames | null;
  isTold: boolean;
  deadline: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Counts the WebSockets that are open, and closes them with 1012 when the gate closes.
 *
 * @returns takes note of one that is being accepted, before its handshake is answered; whether it is a
 * WebSocket or some other protocol
 */
export function partingFor(gate: Gate): (socket: Duplex, asking: Asking, isWebSocket: boolean) => void {
  const sockets = new Map<Duplex, Open>();

  const look = (socket: Duplex, open: Open): void => {
    const state = gate.state();
    if (open.isTold || !shuts(state) || verdictOn(state, open.asking).verdict !== 'refuse') return;
    open.deadline ??= setTimeout(() => socket.destroy(), PATIENCE).unref();
    if (!open.frames?.isBetween()) return;
    open.isTold = true;
    socket.write(closeFrame(RESTART, lullState('closed', state.retryAt, state.downtime)));
  };
  gate.onFlip(() => {
    for (const [socket, open] of sockets) look(socket, open);
  });

  return (socket, asking, isWebSocket) => {
    const frames = isWebSocket ? followFrames() : null;
    const open: Open = { asking, frames, isTold: false, deadline: undefined };
    const end = gate.counts.begin();
    sockets.set(socket, open);
    socket.once('close', () => {
      clearTimeout(open.deadline);
      sockets.delete(socket);
      end();
    });
    if (frames !== null) followWrites(socket, frames, () => look(socket, open));
  };
}

/** Sees all that is written to a connection, and says when it was. */
function followWrites(socket: Duplex, frames: Frames, written: () => void): void {
  const write = socket.write;
  socket.write = ((...values: Parameters<typeof write>) => {
    const [chunk, encoding] = values;
    frames.saw(typeof chunk === 'string' ? Buffer.from(chunk, textEncoding(encoding)) : chunk);
    const isWritten = write.apply(socket, values);
    written();
    return isWritten;
  }) as typeof write;
}

/** Where an encoding may stand there may be a callback too. */
function textEncoding(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
}
