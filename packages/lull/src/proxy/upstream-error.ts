import { LullError } from '../errors.ts';

const late = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** How a connection ends that the upstream closed while a request was on its way. */
const gone = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * What a client is told when the upstream did not answer: nothing of where it is.
 *
 * @example upstreamError(error).code // 'upstream-unreachable'
 */
export function upstreamError(error: Error): LullError {
  const code = codeOf(error);
  if (late.has(code)) {
    return new LullError(
      'upstream-timed-out',
      'The server behind this proxy did not answer in time',
      'Try again in a moment; if it changed something, look first whether it was done.',
    );
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new LullError('bad-request', 'The request cannot be passed on', 'Send it in the way of RFC 9112.');
  }
  return new LullError(
    'upstream-unreachable',
    'The server behind this proxy does not answer',
    'Try again in a moment.',
  );
}

/** Whether the connection broke off, as one does that was kept for the next request too long. */
export function isGone(error: Error): boolean {
  return gone.has(codeOf(error));
}

/** The code by which undici or the system names an error; its name where there is none. */
export function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
