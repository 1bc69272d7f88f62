import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { SECOND } from '../../time/instant.ts';
import { type PlainGet, plainGet } from './plain-get.ts';

/**
 * What answers a plain GET, each time that it is sent: with bytes, or with null where somebody else has to.
 * It is made once for whoever sends the same again and again.
 */
export type AnswerPlain = (asked: PlainGet) => () => Buffer | null;

/** The connections on which nothing but plain GETs was asked yet. */
export interface FastLane {
  /** Ends them as soon as what was answered has gone out. */
  close(): void;
  /** Ends them at once. */
  breakOff(): void;
}

/** One of them, and the beat at which it has said nothing for too long. */
interface Waiting {
  readonly socket: Socket;
  until: number;
}

/** How many beats a new connection may say nothing, and a known one; as node's own server has it. */
const BEAT = SECOND;
const FIRST = 10;
const NEXT = 65;

/**
 * Puts a short way before node's HTTP server: a connection on which a plain GET arrives whole is answered on
 * the socket, in a third of the time. At the first bytes that are anything else the connection is node's,
 * with these bytes, and stays so: that short way never parses what it doesn't wholly understand.
 *
 * @param server one that doesn't listen yet
 * @example const lane = openFastLane(createServer(app), ({ target }) => () => shelf.get(target) ?? null);
 */
export function openFastLane(server: Server, answer: AnswerPlain): FastLane {
  const whole = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const waiting = new Set<Waiting>();
  // One clock for all: a timer of each would be set anew with whatever comes and goes.
  let beat = 0;
  const clock = setInterval(() => {
    beat += 1;
    for (const one of waiting) if (beat > one.until) dismiss(one);
  }, BEAT).unref();
  server.once('close', () => clearInterval(clock));
  server.on('connection', (socket: Socket) => {
    const self: Waiting = { socket, until: beat + FIRST };
    let last: Buffer | null = null;
    let reply: (() => Buffer | null) | null = null;
    const onData = (chunk: Buffer): void => {
      self.until = beat + NEXT;
      // Who polls sends the same bytes again and again. A copy: what came is a part of something larger.
      if (!last?.equals(chunk)) {
        const asked = plainGet(chunk.toString('latin1'));
        reply = asked && answer(asked);
        last = Buffer.from(chunk);
      }
      const bytes = reply?.() ?? null;
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
    const forget = (): void => void waiting.delete(self);
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
    waiting.add(self);
    socket.on('data', onData).on('end', onEnd).on('timeout', drop).on('error', drop).on('close', forget);
  });
  return {
    close: () => {
      for (const { socket } of waiting) socket.end();
    },
    breakOff: () => {
      for (const { socket } of waiting) socket.destroy();
    },
  };
}

/** Ends a connection that says nothing; one that still reads, only when nothing has gone out for as long. */
function dismiss({ socket }: Waiting): void {
  if (socket.writableLength === 0) socket.destroy();
  else if (!socket.timeout) socket.setTimeout(NEXT * BEAT);
}
