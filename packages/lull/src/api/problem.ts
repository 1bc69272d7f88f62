import { textWithoutSecrets } from '../access/without-secrets.ts';
import { type ErrorCode, errorKinds, LullError } from '../errors.ts';
import type { Problem } from './contract/problem.ts';

/** What those who retry are told to wait, in seconds, where nothing better is known. */
const usualWait = 1;

/**
 * The answer that tells an error: RFC 9457, with the error's own code. What was not foreseen becomes
 * `internal`, and nothing of it leaves.
 *
 * @param request id of the request, by which the logs have the rest
 * @example problemResponse(new LullError('not-found', 'None', 'Check the name.'), 'r1').status === 404
 */
export function problemResponse(error: unknown, request: string): Response {
  const known = error instanceof LullError ? error : unforeseen();
  const { status } = errorKinds[known.code];
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (status === 401) headers.set('www-authenticate', 'Bearer realm="lull"');
  const { retryAfter = usualWait, allow, ...details } = known.details;
  if (known.retry) headers.set('retry-after', String(retryAfter));
  if (Array.isArray(allow)) headers.set('allow', allow.join(', '));
  const body: Problem = {
    ...details,
    type: `urn:lull:error:${known.code}`,
    title: titleOf(known.code),
    status,
    detail: textWithoutSecrets(known.message),
    code: known.code,
    todo: known.todo,
    retry: known.retry,
    request,
  };
  return new Response(JSON.stringify(body), { status, headers });
}

/** The first part of what a code means: enough for a title. */
function titleOf(code: ErrorCode): string {
  return errorKinds[code].means.split(/[;.]/, 1)[0]!;
}

function unforeseen(): LullError {
  return new LullError(
    'internal',
    'Something happened that should not have',
    'Please report it with the id of the request; the server’s log has it under that id.',
  );
}
