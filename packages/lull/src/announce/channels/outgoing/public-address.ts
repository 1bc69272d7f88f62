import ipaddr from 'ipaddr.js';

/** What machines of the internet are given (RFC 4291, 2.4); the rest of IPv6 means something else. */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local, shared (CGNAT),
 * multicast, reserved, documentation nor benchmark, nor IPv6 that stands for an IPv4 address (mapped,
 * compatible, NAT64, 6to4, Teredo), by which any of those could be meant.
 *
 * @example isPublicAddress('169.254.169.254') === false
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}
