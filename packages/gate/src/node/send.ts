import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { Prepared } from '../middleware/refuser.ts';
import { corsHeaders, type Refused } from '../page/index.ts';

/** A refusal as Node sends it fastest. */
export interface Sendable {
  readonly status: number;
  /** Names and values in turn; the last value, of `Retry-After`, is left open. */
  readonly headers: readonly string[];
  /** As a string, so that it is written together with the headers. */
  readonly body: string;
}

/** Brings a refusal into that form. */
export function sendable({ status, headers, body }: Refused): Sendable {
  const length = body !== '' && { 'Content-Length': String(Buffer.byteLength(body)) };
  const all = Object.entries({ ...headers, ...length, 'Retry-After': '' });
  return { status, headers: all.flat(), body };
}

/**
 * All headers of one refusal, names and values in turn.
 *
 * @example headersOf(prepared).includes('Retry-After')
 */
export function headersOf({ shared, seconds, origin }: Prepared<Sendable>): string[] {
  const headers = shared.headers.slice();
  headers[headers.length - 1] = String(seconds);
  return origin === null ? headers : headers.concat(Object.entries(corsHeaders(origin)).flat());
}

/**
 * Answers a request with a refusal. A body that is still coming is read and dropped, so that its sender gets
 * to read the answer and no connection is reset.
 */
export function send(response: ServerResponse, prepared: Prepared<Sendable>): void {
  if (response.headersSent) return;
  const { status, body } = prepared.shared;
  const headers = headersOf(prepared);
  if (response.req.httpVersionMajor < 2) {
    response.writeHead(status, headers as OutgoingHttpHeader[]);
  } else {
    // HTTP/2 ends the stream with the headers only if both are given at once, and gRPC insists on it.
    response.statusCode = status;
    for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i]!, headers[i + 1]!);
  }
  if (body !== '') response.end(body);
  else response.end();
}
