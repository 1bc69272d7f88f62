import type { IncomingMessage } from 'node:http';
import type { Caller } from '../middleware/caller.ts';

/** A request as Node hands it over; frameworks that strip a mount's path keep the whole in `originalUrl`. */
export type NodeRequest = IncomingMessage & { readonly originalUrl?: string };

/**
 * Path and query of a request, whole. A client may name the host in it (RFC 9112, 3.2.2), which services pass
 * over.
 *
 * @example targetOf(request) === '/cart?a=1'
 */
export function targetOf(request: NodeRequest): string {
  const target = request.originalUrl ?? request.url ?? '/';
  return target.startsWith('/') ? target : target.replace(/^[a-z][\w+.-]*:\/\/[^/?#]*/i, '') || '/';
}

/** What a gate asks of a request of `node:http` or `node:http2`. */
export class NodeCaller implements Caller {
  readonly #request: NodeRequest;

  constructor(request: NodeRequest) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get target(): string {
    return targetOf(this.#request);
  }

  get address(): string | null {
    return this.#request.socket?.remoteAddress ?? null;
  }

  header(name: string): string | null {
    const value = this.#request.headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }
}
