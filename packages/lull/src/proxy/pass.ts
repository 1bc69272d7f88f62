import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TrustedProxies } from '../access/client-address.ts';
import { LullError } from '../errors.ts';
import { type Peer, peerOf } from './forwarded.ts';
import { type Join, Passage, type Way } from './passage.ts';
import { answerProblem } from './problem-page.ts';
import { type Outgoing, outgoing } from './request-headers.ts';
import { malformed } from './target.ts';
import { joinTunnel } from './tunnel.ts';

/** What every request is passed on with. */
export interface Route extends Way {
  readonly trusted: TrustedProxies;
  /** This proxy's name in `Via`, its own, so that it knows a request that comes around again. */
  readonly via: string;
}

/**
 * Passes a request on, and its answer back; what cannot be passed on is answered here.
 *
 * @returns its passage, to be told when the client has left; null when it was answered
 */
export function pass(request: IncomingMessage, response: ServerResponse, route: Route): Passage | null {
  const out = read(request, response, route);
  return out && started(new Passage(request, response, out, route));
}

/**
 * Passes on a request that asks for a WebSocket; when the upstream agrees, the connection is joined to its
 * own.
 *
 * @param head what came after the request already
 * @param onTunnel hears of the joined connection
 */
export function passUpgrade(
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
  route: Route,
  onTunnel: (client: Socket) => void,
): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(client);
  response.once('finish', () => client.destroySoon());
  const out = read(request, response, route);
  if (out === null) return;
  if (out.hasBody || request.method !== 'GET') {
    answerProblem(request, response, malformed('A WebSocket begins with a GET without a body'));
    return;
  }
  const join: Join = (headers, upstream) => {
    response.detachSocket(client);
    joinTunnel(client, head, upstream, headers);
    onTunnel(client);
  };
  const passage = started(new Passage(request, response, out, route, join));
  response.once('close', () => passage.left());
}

function started(passage: Passage): Passage {
  passage.start();
  return passage;
}

/** How it goes on; null when it was answered already. */
function read(request: IncomingMessage, response: ServerResponse, route: Route): Outgoing | null {
  try {
    return outgoing(request, peerOfSocket(request.socket, route.trusted), route.via);
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    response.shouldKeepAlive = false;
    answerProblem(request, response, error);
    return null;
  }
}

const PEER = Symbol('peer');

/** Looked up once for each connection. */
function peerOfSocket(socket: Socket & { [PEER]?: Peer }, trusted: TrustedProxies): Peer {
  socket[PEER] ??= peerOf(socket.remoteAddress, trusted, socket instanceof TLSSocket ? 'https' : 'http');
  return socket[PEER];
}
