import { type TrustedProxies, trustedProxies } from '../access/client-address.ts';
import { LullError } from '../errors.ts';

/** Where a proxy listens, what is behind it, and whom it believes. */
export interface ProxySettings {
  /** Empty for every network that the machine is in. */
  readonly host: string;
  readonly port: number;
  readonly upstream: URL;
  readonly trusted: TrustedProxies;
  /** The same as `trusted`, entry by entry. */
  readonly proxies: readonly string[];
}

/**
 * Reads how a proxy is to be set up.
 *
 * @param listen `HOST:PORT`, or `:PORT` for every network that the machine is in
 * @param upstream scheme, host and port of the server behind
 * @param proxies addresses and ranges with commas between them
 * @throws LullError `bad-setting`, `bad-option`
 * @example proxySettings(':8080', 'http://127.0.0.1:3000', '10.0.0.0/8').port // 8080
 */
export function proxySettings(listen: string, upstream: string, proxies: string): ProxySettings {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i.exec(listen);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw wrong('--listen', listen, 'is not an address and a port', 'Such as :8080 or 127.0.0.1:8080.');
  }
  const entries = proxies.split(/[\s,]+/).filter((entry) => entry !== '');
  const trusted = trustedProxies(proxies);
  return { host: match[1] ?? match[2] ?? '', port, upstream: originOf(upstream), trusted, proxies: entries };
}

function originOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong('--upstream', text, 'is not an http address', 'Such as http://127.0.0.1:3000.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    const todo = 'Give scheme, host and port only: paths are passed on as they are.';
    throw wrong('--upstream', url.origin, 'has more than that', todo);
  }
  return url;
}

function wrong(option: string, value: string, what: string, todo: string): LullError {
  return new LullError('bad-option', `${option}: "${value}" ${what}`, todo, { option });
}
