import type { IncomingMessage } from 'node:http';
import { LullError } from '../errors.ts';
import { forwardedHeaders, type Hearsay, hear, isAboutClient, type Peer } from './forwarded.ts';
import { malformed, targetOf } from './target.ts';

/** A request as it goes on. */
export interface Outgoing {
  readonly path: string;
  /** Names and values by turns, in the order and the letters in which they came. */
  readonly headers: string[];
  readonly hasBody: boolean;
  /** Whether the client sends its body only when it is told to. */
  readonly isAwaited: boolean;
}

/** What is done with a header, by its name. */
type Part =
  | 'pass'
  | 'drop'
  | 'host'
  | 'length'
  | 'encoding'
  | 'connection'
  | 'te'
  | 'via'
  | 'expect'
  | 'client';

/** What belongs to one connection ends here (RFC 9110, 7.6.1), and so do trailers: undici sends none. */
const parts: Readonly<Record<string, Part>> = {
  connection: 'connection',
  'content-length': 'length',
  expect: 'expect',
  host: 'host',
  'http2-settings': 'drop',
  'keep-alive': 'drop',
  'proxy-authenticate': 'drop',
  'proxy-authorization': 'drop',
  'proxy-connection': 'drop',
  te: 'te',
  trailer: 'drop',
  'transfer-encoding': 'encoding',
  upgrade: 'drop',
  via: 'via',
};

/** The names that came so far: nearly all are a few, written in one way. */
const known = new Map<string, Part>();

/** However many names clients invent. */
const MOST_KNOWN = 1_000;

function partOf(name: string): Part {
  const found = known.get(name);
  if (found !== undefined) return found;
  const lower = name.toLowerCase();
  const part = Object.hasOwn(parts, lower) ? parts[lower]! : isAboutClient(lower) ? 'client' : 'pass';
  if (known.size < MOST_KNOWN) known.set(name, part);
  return part;
}

/**
 * A request as it goes on to the server behind. What two servers may read in two ways is refused, because a
 * request that looks like two others behind could pass the gate inside of another (request smuggling);
 * `node:http` has refused already what has both lengths, or two, or broken chunks.
 *
 * @param via this proxy's name for `Via`
 * @throws LullError `bad-request`, `proxy-loop`
 * @example outgoing(request, peer, 'lull-1').headers // ['Host', 'shop.example', 'Accept', '*∕*', …]
 */
export function outgoing(
  { rawHeaders, url = '', httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'url' | 'httpVersion'>,
  peer: Peer,
  via: string,
): Outgoing {
  const headers: string[] = ['Host', ''];
  let [host, encoding, length]: (string | null)[] = [null, null, null];
  let [connection, te, before] = ['', '', ''];
  let isAwaited = false;
  let said: Hearsay | null = null;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    const value = rawHeaders[i + 1]!;
    switch (partOf(name)) {
      case 'pass':
        headers.push(name, value);
        break;
      case 'host':
        if (host !== null) throw malformed('There are several hosts');
        host = value;
        break;
      case 'length':
        length = value;
        headers.push(name, value);
        break;
      case 'encoding':
        if (encoding !== null) throw malformed('There are several transfer encodings');
        encoding = value;
        break;
      case 'connection':
        connection = connection === '' ? value : `${connection},${value}`;
        break;
      case 'te':
        te = `${te},${value}`;
        break;
      case 'via':
        if (value.includes(via)) throw looped();
        before = `${before}${value}, `;
        break;
      case 'expect':
        isAwaited = httpVersion !== '1.0';
        break;
      case 'client':
        if (!peer.isTrusted) break;
        said ??= {};
        if (!hear(said, name.toLowerCase(), value)) headers.push(name, value);
        break;
    }
  }
  if (encoding !== null) refuseOtherFraming(encoding, httpVersion);
  const target = targetOf(url, host, httpVersion);
  if (target.host === null) headers.splice(0, 2);
  else headers[1] = target.host;
  withoutListed(headers, connection);
  headers.push(...forwardedHeaders(peer, target.host, said));
  // What the client would not read nobody needs to send.
  if (te !== '' && /,\s*trailers\s*(?:$|[,;])/i.test(te)) headers.push('TE', 'trailers');
  headers.push('Via', `${before}${httpVersion} ${via}`);
  const hasBody = encoding !== null || (length !== null && length !== '0');
  return { path: target.path, headers, hasBody, isAwaited };
}

function refuseOtherFraming(encoding: string, httpVersion: string): void {
  if (encoding.toLowerCase() !== 'chunked') throw malformed('Only chunked is read as a transfer encoding');
  if (httpVersion === '1.0') throw malformed('HTTP/1.0 has no transfer encoding');
}

function looped(): LullError {
  return new LullError(
    'proxy-loop',
    'The request came back to the proxy that had passed it on',
    'Give --upstream the address of the server itself, not one that leads to this proxy.',
  );
}

/** What `Connection` may not take out on the way: the message would be another. */
const kept = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'cookie',
  'authorization',
]);

/** Takes out what `Connection` names beside the usual. */
function withoutListed(headers: string[], connection: string): void {
  if (connection === '' || /^(?:keep-alive|close|upgrade)$/i.test(connection)) return;
  const listed = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    const name = headers[i]!.toLowerCase();
    if (listed.has(name) && !kept.has(name)) headers.splice(i, 2);
  }
}
