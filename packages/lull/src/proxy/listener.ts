import { createServer, type IncomingMessage, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { SECOND } from '../time/instant.ts';
import type { Certificate } from './contract.ts';

/** Most that a message's headers may take, both ways, in bytes. */
export const MOST_HEADERS = 65_536;

const options: ServerOptions = {
  maxHeaderSize: MOST_HEADERS,
  insecureHTTPParser: false,
  // Any other protocol, such as h2c, would be a way around the gate: it is answered as plain HTTP.
  shouldUpgradeCallback: asksForWebSocket,
  headersTimeout: 30 * SECOND,
  // A large upload takes its time; silence in the middle of it is what is cut short.
  requestTimeout: 0,
  keepAliveTimeout: 65 * SECOND,
  optimizeEmptyRequests: true,
};

/** What listens: HTTP/1.1, in the clear or over TLS. */
export interface Listener {
  readonly server: Server;
  /** New connections get this certificate; those that are there go on. Without TLS it does nothing. */
  renew(certificate: Certificate): void;
}

/**
 * Makes what listens.
 *
 * @param certificate what it shows over TLS; undefined for plain HTTP
 * @example const { server } = listenerWith(undefined); server.listen(8080);
 */
export function listenerWith(certificate: Certificate | undefined): Listener {
  const secure = certificate && secureServer(certificate);
  const server = (secure as Server | undefined) ?? createServer(options);
  // Otherwise headers beyond the first 2,000 would be dropped in silence.
  server.maxHeadersCount = 0;
  return { server, renew: (renewed) => secure?.setSecureContext(renewed) };
}

function secureServer(certificate: Certificate): SecureServer {
  const server = createSecureServer({
    ...options,
    ...certificate,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 10 * SECOND,
  });
  // What never became a connection is nobody's request; who breaks off in the middle must not be an error.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** Whether it asks for a WebSocket, and for nothing else. */
function asksForWebSocket({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === 'websocket' && httpVersion !== '1.0';
}
