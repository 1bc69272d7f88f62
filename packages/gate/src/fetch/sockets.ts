import type { Gate } from '../follow/contract.ts';
import { lullState } from '../page/index.ts';
import { type Asking, shuts, verdictOn } from '../protocol/index.ts';

/** "Service restart": the code by which a client knows that it may come back (RFC 6455, 7.4 registry). */
const RESTART = 1012;

/** A client that doesn't answer the closing is counted no longer than this. Milliseconds. */
const PATIENCE = 5_000;

/** `readyState` of one whose handshake isn't answered yet: a closing would be lost on it. */
const CONNECTING = 0;

/** A WebSocket as a server holds it: Deno's, Bun's, Workers', or any other that can be closed. */
export interface ServerSocket {
  close(code: number, reason: string): unknown;
  readonly readyState?: number;
  /** Bun's has none: there, what `gateSocket` returns is to be called when it has closed. */
  addEventListener?(type: 'open' | 'close' | 'error', listener: () => void): unknown;
}

/** How a request came in that asks for a WebSocket. */
interface CameIn {
  readonly gate: Gate;
  /** Null for who passes whatever the gate says. */
  readonly asking: Asking | null;
}

const cameIn = new WeakMap<Request, CameIn>();

/**
 * Takes note of how a request that asks for a WebSocket came in; of others nothing.
 *
 * @param asking what the gate asks of it; null for who passes whatever the gate says
 * @example noteUpgrade(request, gate, () => door.askingOf(caller));
 */
export function noteUpgrade(request: Request, gate: Gate, asking: () => Asking | null): void {
  if (request.headers.get('upgrade') !== null) cameIn.set(request, { gate, asking: asking() });
}

/**
 * Counts a WebSocket as in flight until it has closed, and closes it with 1012 when the gate closes; the
 * reason says what `Lull-State` says.
 *
 * @param request the one that the handler was given
 * @returns to be called when it has closed, where the socket has no `addEventListener`
 * @throws RangeError for a request that came by no gate, or doesn't ask for a WebSocket
 * @example
 * const { socket, response } = Deno.upgradeWebSocket(request);
 * gateSocket(request, socket);
 */
export function gateSocket(request: Request, socket: ServerSocket): () => void {
  const came = cameIn.get(request);
  if (came === undefined) {
    throw new RangeError('This request did not come in as a WebSocket by a gate: hand on the very same one.');
  }
  const { gate, asking } = came;
  if (asking === null) return () => {};
  const end = gate.counts.begin();
  let patience: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(patience);
    forget();
    end();
  };
  const look = () => {
    const state = gate.state();
    if (isOver || patience !== undefined || socket.readyState === CONNECTING) return;
    if (!shuts(state) || verdictOn(state, asking).verdict !== 'refuse') return;
    patience = setTimeout(over, PATIENCE);
    socket.close(RESTART, lullState('closed', state.retryAt, state.downtime));
  };
  const forget = gate.onFlip(look);
  socket.addEventListener?.('open', look);
  socket.addEventListener?.('close', over);
  socket.addEventListener?.('error', over);
  look();
  return over;
}
