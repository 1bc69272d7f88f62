import { isIP } from 'node:net';
import { badAddress } from '../bad-address.ts';
import type { ChannelName } from '../contract.ts';
import { isPublicAddress } from './public-address.ts';

const LONGEST = 2048;

/**
 * Reads the address of something that is POSTed to, in one spelling. Nothing of it stands in the errors: its
 * path or query may be all that keeps others from using it.
 *
 * @param isTrusted whether the server's owner gave it, who may name private hosts and plain `http`
 * @throws LullError `bad-address`
 * @example readHookUrl('webhook', ' https://CI.example.com./a', false).href === 'https://ci.example.com/a'
 */
export function readHookUrl(channel: ChannelName, text: string, isTrusted: boolean): URL {
  const bad = (what: string, todo = 'Write for example https://ci.example.com/hooks/downtime.') =>
    badAddress(channel, what, todo);
  const given = text.trim();
  if (given.length > LONGEST) throw bad(`is longer than ${LONGEST} characters`);
  // What `new URL` would silently leave out or turn round.
  if (/[\p{Cc}\p{Zl}\p{Zp}\s\\]/u.test(given)) throw bad('has a space, backslash or control character');
  if (!URL.canParse(given)) throw bad('is not a web address');
  const url = new URL(given);
  if (url.protocol !== 'https:' && !(isTrusted && url.protocol === 'http:')) {
    throw bad('does not begin with https://');
  }
  if (url.username !== '' || url.password !== '') {
    throw bad('has a user or password in it', 'Leave them out: messages are signed or carry a token.');
  }
  url.hash = '';
  url.hostname = url.hostname.replace(/\.$/, '');
  if (!isTrusted && !mayBePublic(url.hostname)) {
    throw bad('is not of the public internet', 'Only the owner of this server may name private addresses.');
  }
  return url;
}

/** Whether a host can be public by its spelling; what a name resolves to is looked at on every connection. */
function mayBePublic(hostname: string): boolean {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0) return isPublicAddress(literal);
  return (
    /^(?:[\w-]+\.)+[\w-]+$/.test(hostname) &&
    !/\.(?:localhost|local|internal|home\.arpa|onion)$/.test(hostname)
  );
}
