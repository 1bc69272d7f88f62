import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { SECOND } from '../../time/instant.ts';
import { type PlainGet, plainGet } from './plain-get.ts';

/** Answers a plain GET with bytes; null where somebody else has to. */
export type AnswerPlain = (asked: PlainGet) => Buffer | null;

/** The connections on which nothing but plain GETs was asked yet. */
export interface FastLane {
  /** Ends those that wait for nothing. */
  close(): void;
}

/** How long a new connection may say nothing, and a known one; as node's own server has it. */
const FIRST = 10 * SECOND;
const NEXT = 65 * SECOND;

/**
 * Puts a short way before node's HTTP server: a connection on which a plain GET arrives whole is answered on
 * the socket, in a third of the time. At the first bytes that are anything else the connection is node's,
 * with these bytes, and stays so: that short way never parses what it doesn't wholly understand.
 *
 * @param server one that doesn't listen yet
 * @example const lane = openFastLane(createServer(app), (asked) => shelf.get(asked.target) ?? null);
 */
export function openFastLane(server: Server, answer: AnswerPlain): FastLane {
  const whole = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const waiting = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    let last: Buffer | null = null;
    let asked: PlainGet | null = null;
    const onData = (chunk: Buffer): void => {
      // Who polls sends the same bytes again and again. A copy: what came is a part of something larger.
      if (last === null) socket.setTimeout(NEXT);
      if (!last?.equals(chunk)) {
        asked = plainGet(chunk.toString('latin1'));
        last = Buffer.from(chunk);
      }
      const bytes = asked && answer(asked);
      if (bytes === null) {
        handOver(chunk);
        return;
      }
      if (socket.write(bytes)) return;
      // Whoever doesn't read is asked no more until it does.
      socket.pause();
      socket.once('drain', goOn);
    };
    const goOn = (): void => void socket.resume();
    const onEnd = (): void => void socket.end();
    const drop = (): void => void socket.destroy();
    const forget = (): void => void waiting.delete(socket);
    const handOver = (chunk: Buffer): void => {
      forget();
      socket.setTimeout(0);
      socket
        .off('data', onData)
        .off('end', onEnd)
        .off('timeout', drop)
        .off('error', drop)
        .off('close', forget);
      for (const listener of whole) listener.call(server, socket);
      socket.emit('data', chunk);
    };
    waiting.add(socket);
    socket.setTimeout(FIRST);
    socket.on('data', onData).on('end', onEnd).on('timeout', drop).on('error', drop).on('close', forget);
  });
  return {
    close: () => {
      for (const socket of waiting) socket.end();
    },
  };
}
