import { createSocket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';

/** A real DNS server that a test has started; it knows the names that it was told. */
export interface DnsServer {
  /** Asks it over the network, as a program does that asks DNS itself. */
  resolve(name: string): Promise<LookupAddress[]>;
  /** The names that it was asked for, in order. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const [TYPE_A, NAME_ERROR] = [1, 3];

/**
 * Starts a DNS server on a free port of 127.0.0.1 (RFC 1035, what names with IPv4 addresses need of it).
 *
 * @param answers by name, one list of addresses for each time that it is asked; the last one stays
 * @example await startDnsServer({ 'two.example': [['127.0.0.2'], ['127.0.0.1']] }) // means another one later
 */
export async function startDnsServer(
  answers: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = question(query);
    const lists = answers[name];
    const times = asked.push(name) - 1 - asked.indexOf(name);
    const addresses = type === TYPE_A ? (lists?.[Math.min(times, lists.length - 1)] ?? []) : [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (lists === undefined ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...addresses.map(record)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    resolve: async (name) => (await resolver.resolve4(name)).map((address) => ({ address, family: 4 })),
    asked,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function question(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at]! > 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
    at += 1 + query[at]!;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name of the question again, A, IN, not to be kept, four bytes. */
function record(address: string): Buffer {
  const fields = Buffer.from([0xc0, 0x0c, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4]);
  return Buffer.concat([fields, Buffer.from(address.split('.').map(Number))]);
}
