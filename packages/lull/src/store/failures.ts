import { LullError } from '../errors.ts';

/** SQLSTATEs (and their classes, two letters) with which the database says that it can't answer now. */
const unavailable = new Set([
  '08',
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57014',
  '53300',
  '53200',
  '55P03',
  '25P03',
  '25P04',
  '25006',
  '28',
  '3D000',
]);

/** Codes of the network, of Node's own errors. */
const network = /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_)|ENOTFOUND|ERR_SOCKET|ERR_SSL|ERR_TLS)/;

/** What the driver says without any code. */
const wordless =
  /^(Connection terminated|Client has encountered|timeout exceeded|Query read timeout|Client was closed)/;

const serialization = new Set(['40001', '40P01']);

/**
 * What became of a query, as an error of ours where a person or a later try can do something about it; else
 * the error as it is.
 *
 * @example storeFailure(new Error('Connection terminated')) // LullError `store-unavailable`
 */
export function storeFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof LullError) return error;
  const code = codeOf(error);
  if (code === '53100' || code === 'ENOSPC') return diskFull(error);
  if (!isUnavailable(error, code)) return error;
  return because(
    error,
    new LullError(
      'store-unavailable',
      `The database does not answer: ${error.message || code}`,
      'Try again; if it goes on, look at the database.',
      {
        reason: code ?? 'connection',
      },
    ),
  );
}

/** What the database says when it is the address or its rights that are wrong. */
const refusing = /^(28...|3D000|42501|3F000)$/;

/**
 * What kept a store from being opened: where the database refuses whoever the address names, its setting is
 * wrong, and trying again won't help.
 *
 * @example openFailure(error) // LullError `bad-setting`: password authentication failed for user "lull"
 */
export function openFailure(error: unknown): unknown {
  const cause = error instanceof LullError ? error.cause : error;
  if (!refusing.test(codeOf(cause) ?? '')) return error;
  return because(
    error,
    new LullError(
      'bad-setting',
      `The database refuses: ${(cause as Error).message}`,
      'Look at DATABASE_URL: the name of the database, the user and its rights.',
    ),
  );
}

/**
 * Whether the transaction lost against another one and may be run again.
 *
 * @example isConflict(Object.assign(new Error(), { code: '40P01' })) === true
 */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && serialization.has(codeOf(error) ?? '');
}

/** The same error with what caused it, for logs. */
export function because(cause: unknown, error: LullError): LullError {
  error.cause = cause;
  return error;
}

/** The code of an error: an SQLSTATE, or one of Node's. */
export function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

function isUnavailable(error: Error, code: string | null): boolean {
  if (code === null) return wordless.test(error.message);
  return unavailable.has(code) || unavailable.has(code.slice(0, 2)) || network.test(code);
}

function diskFull(error: Error): LullError {
  return because(
    error,
    new LullError(
      'write-failed',
      'The disk of the database is full',
      'Make room; nothing that was acknowledged is lost.',
    ),
  );
}
