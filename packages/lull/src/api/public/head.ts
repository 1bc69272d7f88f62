import type { Encoding } from '../../announce/public/encodings.ts';
import type { Rendering } from '../../announce/public/shelf.ts';
import { strictTransport, usual } from '../guard.ts';

/** What is answered with a body, and without one to whoever has it already. */
export interface Head {
  readonly etag: string;
  /** Names and values in turn, as node takes them. */
  readonly whole: string[];
  readonly notModified: string[];
  /** Both as bytes, status line and all, of one second. */
  wire: Wire | null;
}

/** Answers as they go over the wire; null where nobody asked for one yet. */
export interface Wire {
  readonly second: number;
  whole: Buffer | null;
  notModified: Buffer | null;
}

/**
 * Fresh for so long that a crowd comes once, and so short that nobody looks at old news; a cache may go on
 * with what it has while it asks, and for a day where it can't.
 */
const CACHED = 'public, max-age=15, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400';

/** Nothing but our own style and script, and the logo that is in the page itself. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The headers of a rendering in an encoding: those of every page, and what caches go by. The ETag is strong:
 * each encoding has its own.
 *
 * @param isSecure whether browsers find the server over HTTPS
 */
export function headOf(rendering: Rendering, encoding: Encoding, length: number, isSecure: boolean): Head {
  const { document, hash, modified, isByHeader } = rendering;
  const etag = encoding === 'identity' ? `"${hash}"` : `"${hash}-${encoding}"`;
  const cached = new Map([
    ['cache-control', CACHED],
    ['etag', etag],
    ['vary', isByHeader ? 'Accept-Encoding, Accept-Language' : 'Accept-Encoding'],
  ]);
  if (document.isShared) cached.set('access-control-allow-origin', '*');
  const headers = new Map([...usual, ...cached]);
  if (document.type.startsWith('text/html')) headers.set('content-security-policy', pagePolicy);
  if (document.isShared) headers.set('cross-origin-resource-policy', 'cross-origin');
  if (isSecure) headers.set(...strictTransport);
  headers.set('content-type', document.type);
  headers.set('content-length', String(length));
  if (encoding !== 'identity') headers.set('content-encoding', encoding);
  headers.set('last-modified', new Date(modified).toUTCString());
  // Whoever has the bytes has the other headers too (RFC 9110, 15.4.5).
  return { etag, whole: [...headers].flat(), notModified: [...cached].flat(), wire: null };
}
