/** A request that anything public can be answered to by itself. */
export interface PlainGet {
  /** Path and query. */
  readonly target: string;
  readonly acceptLanguage: string | undefined;
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Longer ones are read by whoever knows all of HTTP, in characters. */
const LONGEST = 8_192;

/** A whole GET of HTTP/1.1 and nothing after it: request line, header lines, an empty line (RFC 9112). */
const whole =
  /^GET (\/[\x21-\x7e]*) HTTP\/1\.1\r\n((?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+)\r\n$/;

/** What makes a request more than a plain one. */
const special = new Set([
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'trailer',
  'te',
  'http2-settings',
]);

const wanted = new Map<string, keyof PlainGet | 'host' | 'connection'>([
  ['accept-language', 'acceptLanguage'],
  ['accept-encoding', 'acceptEncoding'],
  ['if-none-match', 'ifNoneMatch'],
  ['host', 'host'],
  ['connection', 'connection'],
]);

/**
 * Reads what came over a connection as one plain GET. Whatever is anything else is for a real parser: another
 * method, a body, an upgrade, two requests at once, half of one, a header twice, one host too few.
 *
 * @param text the bytes as Latin-1
 * @returns null where it isn't one
 * @example plainGet('GET /status HTTP/1.1\r\nHost: lull.example.com\r\n\r\n')?.target === '/status'
 */
export function plainGet(text: string): PlainGet | null {
  if (text.length > LONGEST) return null;
  const match = whole.exec(text);
  if (!match) return null;
  const found: Partial<Record<keyof PlainGet | 'host' | 'connection', string>> = {};
  for (const line of match[2]!.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (special.has(name)) return null;
    const key = wanted.get(name);
    if (key === undefined) continue;
    if (found[key] !== undefined) return null;
    found[key] = line.slice(colon + 1).trim();
  }
  const { host, connection, ...rest } = found;
  if (!host || (connection !== undefined && connection.toLowerCase() !== 'keep-alive')) return null;
  const { acceptLanguage, acceptEncoding, ifNoneMatch } = rest;
  return { target: match[1]!, acceptLanguage, acceptEncoding, ifNoneMatch };
}
