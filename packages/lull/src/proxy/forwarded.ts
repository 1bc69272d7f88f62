import { isIP } from 'node:net';
import type { TrustedProxies } from '../access/client-address.ts';

/** Who is at the other end of a connection. */
export interface Peer {
  /** Its address, IPv4 in its own form; null once it has gone. */
  readonly address: string | null;
  /** Whether it is one of our own proxies, whose word on the client is taken. */
  readonly isTrusted: boolean;
  /** What it speaks. */
  readonly proto: 'http' | 'https';
  /** What was added for the last host that it asked for: mostly it asks for one. */
  last: { readonly host: string | null; readonly headers: readonly string[] } | null;
}

/** What a proxy in front said about the client; lists joined by commas. */
export interface Hearsay {
  for?: string;
  proto?: string;
  host?: string;
  forwarded?: string;
}

/**
 * Who is at the other end, by the address of its socket.
 *
 * @example peerOf('::ffff:10.0.0.2', trusted, 'http') // { address: '10.0.0.2', isTrusted: true, … }
 */
export function peerOf(
  socketAddress: string | undefined,
  trusted: TrustedProxies,
  proto: Peer['proto'],
): Peer {
  const address = socketAddress?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  const version = isIP(address);
  if (version === 0) return { address: null, isTrusted: false, proto, last: null };
  const isTrusted = trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  return { address, isTrusted, proto, last: null };
}

/** Headers that say who the client is: only our own proxies may send them. */
const aboutClient = new Set([
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
]);

/**
 * Whether a header says something about the client that only a proxy can know. `_` counts as `-`, because
 * many servers behind take one for the other.
 *
 * @param name in lower case
 * @example isAboutClient('x-forwarded-for') === true
 */
export function isAboutClient(name: string): boolean {
  const plain = name.replaceAll('_', '-');
  return plain.startsWith('x-forwarded') || aboutClient.has(plain);
}

/**
 * Keeps what is to be added to.
 *
 * @returns false for what goes on as it is
 */
export function hear(said: Hearsay, name: string, value: string): boolean {
  if (name === 'x-forwarded-for') said.for = joined(said.for, value);
  else if (name === 'forwarded') said.forwarded = joined(said.forwarded, value);
  else if (name === 'x-forwarded-proto') said.proto = value;
  else if (name === 'x-forwarded-host') said.host = value;
  else return false;
  return true;
}

/**
 * What is told of the client: `X-Forwarded-*` and `Forwarded` (RFC 7239). Without a proxy of ours in front it
 * is what is seen here; behind one its own word goes on, with what is seen here added at the end.
 *
 * @param host the host that was asked for here
 * @returns names and values by turns
 */
export function forwardedHeaders(peer: Peer, host: string | null, said: Hearsay | null): readonly string[] {
  if (said !== null) return written(peer, host, said);
  if (peer.last === null || peer.last.host !== host) peer.last = { host, headers: written(peer, host, {}) };
  return peer.last.headers;
}

function written({ address, proto }: Peer, host: string | null, said: Hearsay): string[] {
  const here = `for=${nodeOf(address)}${host === null ? '' : `;host="${host}"`};proto=${proto}`;
  const asked = said.host ?? host;
  return [
    'X-Forwarded-Proto',
    said.proto ?? proto,
    ...(asked === null ? [] : ['X-Forwarded-Host', asked]),
    ...(address === null ? [] : ['X-Forwarded-For', joined(said.for, address)]),
    'Forwarded',
    joined(said.forwarded, here),
  ];
}

function joined(before: string | undefined, last: string): string {
  return before === undefined || before === '' ? last : `${before}, ${last}`;
}

function nodeOf(address: string | null): string {
  if (address === null) return 'unknown';
  return address.includes(':') ? `"[${address}]"` : address;
}
