import { type ErrorCode, errorKinds, LullError } from '../../errors.ts';

/** The members of an RFC 9457 answer that become parts of the error itself. */
const known = new Set(['type', 'title', 'status', 'detail', 'instance', 'code', 'todo', 'retry']);

/**
 * The error that an answer tells: the same code, sentence and advice as if it had happened here, the rest as
 * its details. An answer that none of our servers gave (a proxy's page) is told by its status.
 *
 * @param body the answer's text
 */
export function problemOf(status: number, body: string, url: string): LullError {
  const problem = objectIn(body);
  const code = problem?.code;
  if (!problem || typeof code !== 'string') return strange(status, url);
  const what = String(problem.detail ?? problem.title ?? code);
  const details = Object.fromEntries(Object.entries(problem).filter(([name]) => !known.has(name)));
  if (Object.hasOwn(errorKinds, code)) {
    return new LullError(code as ErrorCode, what, String(problem.todo ?? ''), details);
  }
  return new LullError(byStatus(status), what, String(problem.todo ?? ''), { ...details, serverCode: code });
}

function objectIn(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What a code of a newer server is closest to. */
function byStatus(status: number): ErrorCode {
  if (status === 401) return 'not-signed-in';
  if (status === 403) return 'not-allowed';
  if (status === 404) return 'not-found';
  if (status === 429) return 'too-many-requests';
  return status < 500 ? 'bad-request' : 'server-unreachable';
}

function strange(status: number, url: string): LullError {
  if (status >= 500 || status === 429) {
    const code = status === 429 ? 'too-many-requests' : 'server-unreachable';
    return new LullError(code, `${url} answers ${status}, and nothing of ours`, 'See what stands before it.');
  }
  return new LullError(
    'no-server',
    `${url} answers ${status}, and it is not an answer of a Lull server`,
    'See that the address is that of a Lull server, with the path under which it is served.',
  );
}
