import { BlockList, isIP } from 'node:net';
import { LullError } from '../errors.ts';

/** The proxies whose word on a client's address is taken. */
export type TrustedProxies = Pick<BlockList, 'check'>;

/**
 * Reads a list of addresses and CIDR ranges, such as `10.0.0.0/8, ::1`.
 *
 * @throws LullError `bad-setting` when an entry is neither.
 * @example trustedProxies('10.0.0.0/8').check('10.1.2.3', 'ipv4') === true
 */
export function trustedProxies(list: string): TrustedProxies {
  const trusted = new BlockList();
  for (const entry of list.split(/[\s,]+/).filter((part) => part !== '')) addRange(trusted, entry);
  return trusted;
}

function addRange(trusted: BlockList, entry: string): void {
  const [address, bits, ...rest] = entry.split('/') as [string, string | undefined, ...string[]];
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(length >= 0 && length <= most)) {
    throw new LullError(
      'bad-setting',
      `LULL_TRUSTED_PROXIES: "${entry}" is neither an address nor a range`,
      'Write addresses and CIDR ranges with commas between them, for example 10.0.0.0/8, ::1.',
    );
  }
  trusted.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The client's address. `X-Forwarded-For` is read from its end, where our own proxies write, and only as far
 * as every hop so far is a trusted one: what a client puts in front of it is never believed. IPv4 in IPv6
 * form comes out as IPv4. Null when the socket has no address any more.
 *
 * @example clientAddress('10.0.0.2', new Headers({ 'x-forwarded-for': '9.9.9.9, 203.0.113.7' }), proxies)
 * // '203.0.113.7' where 10.0.0.2 is trusted
 */
export function clientAddress(
  socketAddress: string | null | undefined,
  headers: Headers,
  trusted: TrustedProxies,
): string | null {
  let address = plainAddress(socketAddress ?? '');
  if (address === null) return null;
  const hops = (headers.get('x-forwarded-for') ?? '').split(',');
  while (isTrusted(address, trusted) && hops.length > 0) {
    const hop = plainAddress(hops.pop()!.trim());
    if (hop === null) return address;
    address = hop;
  }
  return address;
}

function isTrusted(address: string, trusted: TrustedProxies): boolean {
  return trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Some proxies add the port; IPv6 then stands in brackets. A zone index (`%eth0`) is left out. */
function plainAddress(text: string): string | null {
  const bare = text
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(bare) === 0 ? null : bare.toLowerCase();
}
