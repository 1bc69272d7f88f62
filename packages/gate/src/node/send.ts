import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { Prepared } from '../middleware/refuser.ts';
import { corsHeaders, type Refused } from '../page/index.ts';

/** A refusal as Node sends it fastest. */
export interface Sendable {
  readonly status: number;
  /** Names and values in turn; the last value, of `Retry-After`, is left open. */
  readonly headers: readonly string[];
  /** Its bytes as Latin-1: a string, so that it is written with the headers, and not encoded anew. */
  readonly body: string;
}

/** Brings a refusal into that form. */
export function sendable({ status, headers, body }: Refused): Sendable {
  const bytes = Buffer.from(body).toString('latin1');
  const length = bytes !== '' && { 'Content-Length': String(bytes.length) };
  const all = Object.entries({ ...headers, ...length, 'Retry-After': '' });
  return { status, headers: all.flat(), body: bytes };
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
    if (response.req.headers.expect !== undefined && !response.req.complete) {
      response.write(body, 'latin1');
      endOnceRead(response);
      return;
    }
  } else {
    // HTTP/2 ends the stream with the headers only if both are given at once, and gRPC insists on it.
    response.statusCode = status;
    for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i]!, headers[i + 1]!);
  }
  if (body !== '') response.end(body, 'latin1');
  else response.end();
}

/** How long, and how much of a body, of whoever sends it unasked. */
const MOST = { ms: 2_000, bytes: 4_194_304 };

/**
 * All is said, but it ends a while later: where a body wasn't asked for, Node closes the connection then, and
 * closing one with data unread takes from the client what it was just told.
 */
function endOnceRead(response: ServerResponse): void {
  let bytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, MOST.ms).unref();
  response.req.once('end', end).once('close', end);
  response.req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST.bytes) end();
  });
}
