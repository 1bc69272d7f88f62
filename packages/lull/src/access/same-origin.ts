import { LullError } from '../errors.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that changes something and that another site's page made a browser send. A browser always
 * says where a page's request comes from, in `Origin` or at least in `Sec-Fetch-Site`; one that says nothing
 * is refused too. It is for requests that a cookie signs: a key is never sent by a browser on its own.
 *
 * @param url the server's own address, of which the origin counts.
 * @throws LullError `forged-request`.
 * @example demandSameOrigin(request, 'https://lull.example.com');
 */
export function demandSameOrigin(request: Request, url: string): void {
  if (safe.has(request.method)) return;
  const origin = request.headers.get('origin');
  const own = new URL(url).origin;
  if (origin === null ? request.headers.get('sec-fetch-site') === 'same-origin' : origin === own) return;
  throw new LullError(
    'forged-request',
    `This request does not come from a page of ${own}`,
    `Open Lull at ${own} (set LULL_URL if that is not its address), or use a key instead of a cookie.`,
  );
}
