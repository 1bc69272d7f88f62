import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProxyError } from './errors.ts';

/** What `--cut` takes: an address as `127.0.0.1:3000` or `[::1]:3000`. */
export const CUT = /^(\d{1,3}(\.\d{1,3}){3}|\[[\da-f:]+\]):\d{1,5}$/i;

const established = ['--no-header', '--tcp', '--numeric', 'state', 'established', 'dst'];

/**
 * Ends every connection of this machine to these addresses, as `ss --kill` does: a proxy that cannot end
 * what it has with a service sees the service go, and ends what it has with the client.
 *
 * @param addresses of the service, as the proxy connects to them
 * @returns false for no address
 * @throws ProxyError `no-permission` where they are still there afterwards
 * @example await cutTo(['127.0.0.1:3000'])
 */
export async function cutTo(addresses: readonly string[]): Promise<boolean> {
  for (const address of addresses) {
    try {
      await ss('--kill', ...established, address);
      const { stdout } = await ss(...established, address);
      if (stdout.trim() !== '') throw new Error('the system does not allow it');
    } catch (error) {
      throw new ProxyError(
        'no-permission',
        `Connections to ${address} cannot be ended: ${(error as Error).message.trim()}.`,
        'Give lull-gate CAP_NET_ADMIN and iproute2, or leave out --cut.',
        { cause: error },
      );
    }
  }
  return addresses.length > 0;
}

const ss = (...args: readonly string[]) => promisify(execFile)('ss', args);
