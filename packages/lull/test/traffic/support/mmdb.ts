/** A network in CIDR bits and the record that it has. */
export interface Network {
  /** Bits of the address that count, as `0` and `1`. */
  readonly bits: string;
  readonly record: object;
}

/** How the file describes itself. */
export interface Description {
  readonly type: string;
  readonly version: 4 | 6;
  readonly built: Date;
}

type Node = [Node | Network | null, Node | Network | null];

/** Bits of an IPv4 network such as `81.2.69.0/24`; in an IPv6 tree it stands below 96 zeros. */
export function ipv4Bits(network: string, version: 4 | 6 = 4): string {
  const [address, length] = network.split('/') as [string, string];
  const bits = address.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0'));
  return (version === 6 ? '0'.repeat(96) : '') + bits.join('').slice(0, Number(length));
}

/** Bits of an IPv6 network that is written with all its groups up to the prefix, such as `2a00:1450/32`. */
export function ipv6Bits(network: string): string {
  const [groups, length] = network.split('/') as [string, string];
  const bits = groups.split(':').map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'));
  return bits.join('').padEnd(128, '0').slice(0, Number(length));
}

/** Bytes of a database in the MaxMind DB format 2.0 (records of 24 bits) that knows these networks. */
export function mmdb(networks: readonly Network[], { type, version, built }: Description): Buffer {
  const root: Node = [null, null];
  for (const network of networks) plant(root, network);
  const nodes: Node[] = [];
  number(root, nodes);
  const data: Buffer[] = [];
  const offsets = new Map<Network, number>();
  let length = 0;
  for (const network of networks) {
    offsets.set(network, length);
    data.push(encode(network.record));
    length += data.at(-1)!.length;
  }
  const pointer = (side: Node | Network | null) => {
    if (side === null) return nodes.length;
    return Array.isArray(side) ? nodes.indexOf(side) : nodes.length + 16 + offsets.get(side)!;
  };
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach(([left, right], i) => {
    tree.writeUIntBE(pointer(left), i * 6, 3);
    tree.writeUIntBE(pointer(right), i * 6 + 3, 3);
  });
  const description = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: built.getTime() / 1000,
    database_type: type,
    ip_version: version,
    node_count: nodes.length,
    record_size: 24,
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, description]);
}

function plant(root: Node, network: Network): void {
  let node = root;
  for (const bit of network.bits.slice(0, -1)) {
    const side = Number(bit);
    if (!Array.isArray(node[side])) node[side] = [null, null];
    node = node[side] as Node;
  }
  node[Number(network.bits.at(-1))] = network;
}

function number(node: Node, nodes: Node[]): void {
  nodes.push(node);
  for (const side of node) if (Array.isArray(side)) number(side, nodes);
}

function encode(value: unknown): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(6, 4), bytes]);
  }
  const pairs = Object.entries(value as object);
  return Buffer.concat([control(7, pairs.length), ...pairs.flat().map(encode)]);
}

/** Type and size in one byte; texts of 29 to 284 bytes need a second one. */
function control(type: number, size: number): Buffer {
  return Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
}
