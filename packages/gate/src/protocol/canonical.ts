/**
 * The one way in which a value is written for signing: no spaces, the names of every object in the order of
 * their UTF-16 units (RFC 8785).
 *
 * @throws RangeError for what is no JSON
 * @example canonicalJson({ b: 1, a: ['x'] }) === '{"a":["x"],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  // ECMAScript writes numbers as RFC 8785 wants them.
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${quoted(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  throw new RangeError(`${typeof value} is no JSON`);
}

function quoted(text: string): string {
  if (text.isWellFormed()) return JSON.stringify(text);
  throw new RangeError('half of a surrogate pair is no text');
}

/**
 * The bytes that are signed: everything but the signature.
 *
 * @throws RangeError for what is no JSON, or nested too deeply to be written
 */
export function signedBytes(document: object): Uint8Array<ArrayBuffer> {
  const { signature: _, ...signed } = document as { signature?: unknown };
  return new TextEncoder().encode(canonicalJson(signed));
}
