import { ask } from '../ask.ts';
import type { Serving, Traffic } from '../contract.ts';
import { ProxyError } from '../errors.ts';

/** What nginx has in its shared memory. */
export interface Shared {
  readonly does: string;
  readonly traffic: Traffic;
}

/** How Lua is told what to do. */
export function wordFor({ does, methods }: Serving): string {
  if (does === 'open') return 'open';
  const isUnsafe = methods.length === 1;
  if (does === 'ask') return isUnsafe ? 'ask-unsafe' : 'ask';
  return isUnsafe ? 'unsafe' : 'all';
}

/**
 * Asks or tells nginx over the loopback location.
 *
 * @param service by `nameOf`
 * @param does what to do from now on; null only asks
 * @throws ProxyError `no-proxy`, `not-included`
 * @example (await control('http://127.0.0.1:8081/lull', 'shop', null)).traffic.inFlight
 */
export async function control(address: string | null, service: string, does: string | null): Promise<Shared> {
  if (address === null) {
    throw new ProxyError('usage', 'nginx with Lua is flipped over a loopback address.', 'Say it: --control.');
  }
  const told = does === null ? '' : `&does=${does}`;
  const { status, body } = await ask(`${address}?service=${service}${told}`, {
    method: does === null ? 'GET' : 'POST',
  });
  const [, is, ...counted] = /^(\S+) (\d+) (\d+) (\d+)\s*$/.exec(body) ?? [];
  if (status === 200 && is !== undefined) {
    const [safe, writes, ended] = counted.map(Number) as [number, number, number];
    const requests = safe + writes;
    return { does: is, traffic: { inFlight: Math.max(0, requests - ended), requests, writes } };
  }
  throw new ProxyError(
    'not-included',
    `${address} answers ${status}.`,
    'Put what `lull-gate print-config nginx-lua` prints into nginx, and reload it.',
  );
}
