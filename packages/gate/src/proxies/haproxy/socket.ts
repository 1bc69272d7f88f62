import { createConnection } from 'node:net';
import { ProxyError } from '../errors.ts';

/** HAProxy answers at once or not at all. Milliseconds. */
const LIMIT = 2_000;

/**
 * Says one command to HAProxy's runtime socket, over a connection of its own.
 *
 * @param path of the socket, or `HOST:PORT`
 * @param command one line, or a line that ends in `<<` and what it takes, ended by an empty line
 * @returns what it answers
 * @throws ProxyError `no-proxy`
 * @example await say('/run/haproxy/admin.sock', 'show stat')
 */
export function say(path: string, command: string): Promise<string> {
  const [, host, port] = /^([^/]+):(\d+)$/.exec(path) ?? [];
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => {
      socket.destroy();
      reject(
        new ProxyError(
          'no-proxy',
          `HAProxy does not answer at ${path}: ${why}.`,
          'Is it running, with `stats socket … level admin`?',
        ),
      );
    };
    const socket = createConnection(host === undefined ? { path } : { host, port: Number(port) });
    let text = '';
    socket.setTimeout(LIMIT, () => failed(`nothing within ${LIMIT / 1000} s`));
    socket.setEncoding('utf8');
    socket.on('error', (error) => failed(error.message));
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.write(`${command}\n`);
  });
}
