import { isIPv6 } from 'node:net';

/**
 * By what callers from the network are told apart: an IPv4 address, or the /64 that one household or machine
 * holds of IPv6, so that its many addresses count as one.
 *
 * @example networkOf('2001:db8:1:2:aaaa::1') === networkOf('2001:db8:1:2:bbbb::1')
 */
export function networkOf(address: string | null): string {
  if (address === null || !isIPv6(address)) return address ?? 'unknown';
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...gap, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
