/** What is asked of a request, however its server hands it over. */
export interface Caller {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** A header by its lower-case name; null where it is missing. */
  header(name: string): string | null;
  /** Where the connection comes from; null where that isn't known. */
  readonly address: string | null;
}

/** What an unannounced body is taken for, in bytes: about what a server reads before anybody asks for it. */
const UNKNOWN = 65_536;

/**
 * How many bytes a request brings, as it announces them.
 *
 * @example sizeOf(caller) // 0 for most requests
 */
export function sizeOf(caller: Caller): number {
  const length = Number(caller.header('content-length') ?? Number.NaN);
  if (Number.isSafeInteger(length) && length >= 0) return length;
  return caller.header('transfer-encoding') === null ? 0 : UNKNOWN;
}

/**
 * A figure from 0 to 1 that is the same for all requests of one visitor during one downtime, and is kept
 * nowhere: who is let in first while a service opens step by step. It guards nothing, so what a client says
 * of itself is good enough.
 */
export function visitorOf(caller: Caller, downtime: string | null): number {
  const address = caller.header('x-forwarded-for')?.split(',', 1)[0] ?? caller.address;
  const agent = [caller.header('user-agent'), caller.header('accept-language')];
  let hash = 0x811c9dc5;
  // FNV-1a, then the finaliser of MurmurHash3, which spreads addresses that differ in their end only.
  for (const char of [downtime, address, ...agent].join('\n')) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
