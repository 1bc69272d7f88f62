import { ask } from '../ask.ts';
import { ProxyError } from '../errors.ts';

/**
 * How often it is looked at in one go, and how far apart: refusals pass in between, what is stuck doesn't.
 */
const LOOKS = 5;
const APART = 10;

/**
 * Requests in flight by `stub_status`: the fewest of some looks, without our own. It counts the whole of
 * nginx, other services too, so it may be too many and is never too few.
 *
 * @param address of `stub_status`; null where there is none
 * @returns null where nothing tells
 * @throws ProxyError `no-proxy`
 * @example await inFlightOf('http://127.0.0.1:8081/nginx_status')
 */
export async function inFlightOf(address: string | null): Promise<number | null> {
  if (address === null) return null;
  let fewest = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS && fewest > 0; look += 1) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, APART));
    const { body, status } = await ask(address);
    const writing = /Writing: (\d+)/.exec(body)?.[1];
    if (status !== 200 || writing === undefined) {
      throw new ProxyError(
        'no-proxy',
        `${address} answers ${status} and no status of nginx.`,
        'Add a location with `stub_status` there, or leave out --control.',
      );
    }
    fewest = Math.min(fewest, Number(writing) - 1);
  }
  return fewest;
}
