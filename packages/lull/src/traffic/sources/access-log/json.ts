/** A JSON object of a log line. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The object in a line of JSON, whatever stands before it (`docker compose logs` writes the container's name,
 * syslog its own stamp), or null when there is none.
 *
 * @example objectIn('caddy  | {"level":"info"}') // { level: 'info' }
 */
export function objectIn(line: string): Fields | null {
  const brace = line.indexOf('{');
  if (brace < 0 || brace > 200) return null;
  try {
    const value: unknown = JSON.parse(line.slice(brace));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether a value of JSON is an object: no list, and not null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of the fields that is a text or a number, as text; empty when there is none. */
export function textOf(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return '';
}

/**
 * A header's value, which some servers write as a list; names of headers don't tell capitals from small
 * letters.
 */
export function headerOf(headers: unknown, name: string): string {
  if (!isFields(headers)) return '';
  const key = Object.keys(headers).find((each) => each.toLowerCase() === name);
  const value = key === undefined ? '' : headers[key];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string').join(', ');
}
