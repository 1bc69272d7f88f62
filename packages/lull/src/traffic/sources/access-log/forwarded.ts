/**
 * The nth address from the right of a X-Forwarded-For field, without port or brackets; empty when the field
 * has fewer.
 *
 * @example forwardedAddress('203.0.113.9, 10.0.0.2', 2) === '203.0.113.9'
 */
export function forwardedAddress(field: string, nth: number): string {
  if (field === '' || field === '-') return '';
  const address = field.split(',').at(-nth)?.trim() ?? '';
  return address === '-' || address === 'unknown' ? '' : withoutPort(address);
}

/**
 * An address without the port that some logs write behind it. IPv6 addresses have a port only when in
 * brackets.
 *
 * @example withoutPort('192.0.2.1:53332') === '192.0.2.1'
 */
export function withoutPort(address: string): string {
  if (address.startsWith('[')) return address.slice(1, address.indexOf(']') >>> 0);
  const colon = address.indexOf(':');
  return colon < 0 || colon !== address.lastIndexOf(':') ? address : address.slice(0, colon);
}

const addresses = /^[0-9a-f.:[\]]+(?:%[\w.-]+)?(?:, ?(?:[0-9a-f.:[\]]+(?:%[\w.-]+)?|unknown))*$/i;

/** Whether a field reads like a list of addresses. */
export function isForwardedFor(field: string): boolean {
  return /[.:]/.test(field) && addresses.test(field);
}
