import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gate } from '../follow/contract.ts';
import { sizeOf } from '../middleware/caller.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import type { MiddlewareOptions } from '../middleware/options.ts';
import { type Prepared, refuserFor } from '../middleware/refuser.ts';
import { lullState } from '../page/index.ts';
import type { RefusalKind } from '../protocol/index.ts';
import { NodeCaller } from './caller.ts';
import { closeFrame } from './frames.ts';
import { headersOf, type Sendable, sendable } from './send.ts';
import { partingFor, RESTART } from './sockets.ts';

export interface UpgradeOptions extends MiddlewareOptions {
  /**
   * How a WebSocket is refused: `close` accepts it and closes it with 1012 and the reason, which is all that
   * a browser tells its page; `refuse` answers the handshake with 503, of which a browser's page learns
   * nothing. `close`.
   */
  readonly websocket?: 'close' | 'refuse';
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * A gate around a server's listener of upgrades, for WebSockets. When the gate closes, those that are open
 * are closed with 1012 between two of their messages.
 *
 * @throws RangeError for an address or a range that is none
 * @example server.on('upgrade', gateUpgrade(gate, (...upgrade) => sockets.handleUpgrade(...upgrade, ready)));
 */
export function gateUpgrade(gate: Gate, listener: Upgrade, options: UpgradeOptions = {}): Upgrade {
  const door = doorOf(gate, options);
  const refused = refuserFor<Sendable>(gate, options, sendable, Math.random);
  const watch = partingFor(gate);

  return (request, socket, head) => {
    const caller = new NodeCaller(request);
    const ignore = () => {};
    let forget: (() => void) | null = null;
    const gone = () => forget?.();
    const act = (judgement: Judgement): void => {
      if (socket.destroyed) return;
      if (judgement.act === 'hold') {
        forget = door.queue.add(judgement.asking, sizeOf(caller), (verdict) => {
          act(door.follow(verdict, judgement.asking));
        });
        if (forget === null) act({ act: 'refuse', kind: 'closed', isCounted: true });
        return;
      }
      if (judgement.act === 'refuse') {
        if (judgement.isCounted) gate.counts.refused(judgement.kind);
        if (options.websocket === 'refuse') answer(socket, refused(caller, judgement.kind));
        else refuse(gate, request, socket, judgement.kind, () => refused(caller, judgement.kind));
        return;
      }
      socket.removeListener('error', ignore).removeListener('close', gone);
      if (judgement.act === 'admit' && judgement.isCounted) {
        gate.counts.admitted(request.method ?? 'GET');
        watch(socket, door.askingOf(caller), isWebSocket(request));
      }
      listener(request, socket, head);
    };
    // Nobody else listens while it waits, and an error without a listener ends the process.
    socket.on('error', ignore).once('close', gone);
    const judgement = door.judge(caller);
    if (judgement instanceof Promise) judgement.then(act);
    else act(judgement);
  };
}

/**
 * The same for a server whose upgrades others listen for by themselves, as libraries do: whatever listens,
 * now or later, hears only of those that are let in.
 *
 * @throws RangeError for an address or a range that is none
 * @example gateUpgrades(server, gate); new WebSocketServer({ server });
 */
export function gateUpgrades(server: Server, gate: Gate, options: UpgradeOptions = {}): void {
  const emit = server.emit;
  const admitted = gateUpgrade(gate, (...upgrade) => emit.call(server, 'upgrade', ...upgrade), options);
  server.emit = (event: string | symbol, ...values: unknown[]) => {
    if (event !== 'upgrade') return emit.call(server, event, ...values);
    admitted(...(values as Parameters<Upgrade>));
    return true;
  };
}

function refuse(
  gate: Gate,
  request: IncomingMessage,
  socket: Duplex,
  kind: RefusalKind,
  refused: () => Prepared<Sendable>,
): void {
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || !isWebSocket(request)) {
    answer(socket, refused());
    return;
  }
  const { retryAt, downtime } = gate.state();
  // Browsers give up without the protocol that they asked for.
  const protocol = request.headers['sec-websocket-protocol']?.split(',', 1)[0]?.trim();
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.write(closeFrame(RESTART, lullState(kind, retryAt, downtime)));
  endOnceHeard(socket);
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Sends the 503 by hand: there is no response for an upgrade. */
function answer(socket: Duplex, prepared: Prepared<Sendable>): void {
  const { status, body } = prepared.shared;
  const headers = headersOf(prepared);
  const lines = [`HTTP/1.1 ${status} Service Unavailable`, 'Connection: close'];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.end(body, 'latin1');
  endOnceHeard(socket);
}

/** Ending before the other side has answered would reset the connection, and lose what was said. */
function endOnceHeard(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), 2_000).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.once('data', () => socket.end());
  socket.once('end', () => socket.end());
}
