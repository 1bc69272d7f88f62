/** Says whether an address is one of those that were named; never for what is none. */
export type IsNamed = (address: string | null) => boolean;

/**
 * Addresses and ranges, IPv4 and IPv6. An IPv4 address is the same in its IPv6 form (`::ffff:10.0.0.1`).
 *
 * @param ranges addresses, or ranges as `10.0.0.0/8`
 * @throws RangeError for what is neither
 * @example namedBy(['10.0.0.0/8'])('::ffff:10.1.2.3') === true
 */
export function namedBy(ranges: readonly string[]): IsNamed {
  const blocks = ranges.map((range) => {
    const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
    const bytes = bytesOf(address);
    const most = address.includes(':') ? 128 : 32;
    const bits = Number(length ?? most);
    if (bytes === null || bits > most) throw new RangeError(`"${range}" is no address and no range.`);
    return { bytes, bits: bits + 128 - most };
  });
  return (address) => {
    if (address === null || blocks.length === 0) return false;
    const bytes = bytesOf(withoutPort(address));
    return bytes !== null && blocks.some((block) => isIn(bytes, block));
  };
}

/**
 * Where a request really comes from: the last address that no named proxy added.
 *
 * @param address where the connection comes from
 * @param forwarded the header `X-Forwarded-For`
 * @example clientAddress('127.0.0.1', '6.6.6.6, 192.0.2.7', namedBy(['127.0.0.1'])) === '192.0.2.7'
 */
export function clientAddress(
  address: string | null,
  forwarded: string | null,
  isProxy: IsNamed,
): string | null {
  const hops = forwarded?.split(',').map((hop) => hop.trim()) ?? [];
  let client = address;
  while (hops.length > 0 && isProxy(client)) client = hops.pop()!;
  return client;
}

function isIn(bytes: readonly number[], block: { bytes: readonly number[]; bits: number }): boolean {
  return bytes.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, block.bits - i * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === (block.bytes[i]! & mask);
  });
}

/** Some proxies write `192.0.2.7:51234` and `[2001:db8::7]:51234`. */
function withoutPort(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}

/** The 16 bytes of an address, IPv4 in its IPv6 form; null for what is none. */
function bytesOf(address: string): readonly number[] | null {
  const ipv4 = ipv4BytesOf(address);
  if (ipv4 !== null) return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ipv4];
  const halves = address.replace(/%.*$/, '').split('::');
  if (halves.length > 2 || !address.includes(':')) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':').map(groupBytes)));
  const [first, last] = [head!.flat(), tail?.flat() ?? []];
  const missing = 16 - first.length - last.length;
  const bytes = [...first, ...Array<number>(Math.max(0, missing)).fill(0), ...last];
  const fits = halves.length === 2 ? missing >= 2 : missing === 0;
  return fits && bytes.every((byte) => !Number.isNaN(byte)) ? bytes : null;
}

function groupBytes(group: string, i: number, groups: readonly string[]): readonly number[] {
  const ipv4 = i === groups.length - 1 ? ipv4BytesOf(group) : null;
  if (ipv4 !== null) return ipv4;
  const value = /^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN;
  return Number.isNaN(value) ? [Number.NaN, Number.NaN] : [value >> 8, value & 0xff];
}

/** Without leading zeros, which some read as octal. */
function ipv4BytesOf(address: string): readonly number[] | null {
  const parts = address.split('.');
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.length === 4 && bytes.every((byte) => byte < 256) ? bytes : null;
}
