import type { Caller } from '../middleware/caller.ts';

/** What a gate asks of a web-standard request. */
export class FetchCaller implements Caller {
  readonly method: string;
  readonly target: string;
  readonly address: string | null;
  readonly #headers: Headers;

  constructor(request: Request, address: string | null) {
    this.method = request.method;
    this.target = targetOf(request);
    this.address = address;
    this.#headers = request.headers;
  }

  header(name: string): string | null {
    return this.#headers.get(name);
  }
}

/**
 * Path and query of a request.
 *
 * @example targetOf(new Request('https://shop.example.com/cart?a=1')) === '/cart?a=1'
 */
export function targetOf({ url }: Request): string {
  const path = url.indexOf('/', url.indexOf('://') + 3);
  return path === -1 ? '/' : url.slice(path);
}
