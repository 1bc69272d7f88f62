import ipaddr from 'ipaddr.js';

/** What machines of the internet are given (RFC 4291, 2.4); the rest of IPv6 means something else. */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** How a network without IPv4 reaches whoever has nothing else (RFC 6052, 2.1): by the last 32 bits. */
const nat64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local, shared (CGNAT),
 * multicast, reserved, documentation nor benchmark, nor IPv6 that stands for an IPv4 address (mapped,
 * compatible, 6to4, Teredo), by which any of those could be meant. One of NAT64 is what it stands for.
 *
 * @example isPublicAddress('169.254.169.254') === false
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.match(nat64)) return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range() === 'unicast';
  return parsed.range() === 'unicast' && parsed.match(globalUnicast);
}
