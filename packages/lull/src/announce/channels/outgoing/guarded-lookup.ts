import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

/** All addresses of a name, in the order in which they are tried. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

/** The machine's own way: its hosts file, then DNS. */
export const resolveByMachine: Resolve = (name) => lookup(name, { all: true });

/** A name or address that nothing is sent to. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is or resolves to an address that is not of the public internet`);
  }
}

/**
 * A lookup for sockets. What it gives is what the socket connects to: the name is not asked again between the
 * check and the connection, so it can't mean something else by then. One private address among several
 * refuses them all.
 *
 * @param isPublic null to let every address pass
 * @example new Agent({ connect: { lookup: guardedLookup(resolveByMachine, isPublicAddress) } })
 */
export function guardedLookup(
  resolve: Resolve,
  isPublic: ((address: string) => boolean) | null,
): LookupFunction {
  return (name, { all }, callback) => {
    const checked = async (): Promise<LookupAddress[]> => {
      const found = [...(await resolve(name))];
      if (found.length === 0) throw new Error(`${name} has no address`);
      if (isPublic !== null && !found.every(({ address }) => isPublic(address))) {
        throw new PrivateAddress(name);
      }
      return found;
    };
    checked().then(
      (found) => (all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
