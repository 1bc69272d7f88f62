import { LullError } from '../errors.ts';

/** Where a request is to go on the server behind. */
export interface Target {
  /** Path and query, as they were written. */
  readonly path: string;
  /** The host that the client asked for; null where an old client named none. */
  readonly host: string | null;
}

/** A name or an IPv6 address, with or without a port. */
const hostForm = /^(?:[\w.~%-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

const addressForm = /^https?:\/\/([^/?#]*)([/?][^#]*)?$/i;

/**
 * Where a request is to go. A target or a host that two servers may read in two ways is refused.
 *
 * @param url the request's target: a path, or an address, which beats the header (RFC 9112, 3.2.2)
 * @param host the header `Host`; null where there is none
 * @throws LullError `bad-request`
 * @example targetOf('http://shop.example?id=1', 'other') // { path: '/?id=1', host: 'shop.example' }
 */
export function targetOf(url: string, host: string | null, httpVersion: string): Target {
  if (!url.startsWith('/')) {
    const [, authority, rest = '/'] = addressForm.exec(url) ?? [];
    if (authority === undefined || !hostForm.test(authority)) throw malformed('The target is no path');
    return { path: rest.startsWith('?') ? `/${rest}` : rest, host: authority };
  }
  if (url.includes('#')) throw malformed('The target has a fragment');
  if (host === null ? httpVersion !== '1.0' : !hostForm.test(host)) throw malformed('The host is none');
  return { path: url, host };
}

/** What cannot be passed on, because somebody behind may read it as something else. */
export function malformed(what: string): LullError {
  return new LullError('bad-request', what, 'Send it in the way of RFC 9112.');
}
