/** An entry of the catalog, as it is written in lull.yaml. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * What stands at a place of an entry; undefined where nothing does.
 *
 * @example valueAt({ policy: { verify: true } }, ['policy', 'verify']) === true
 */
export function valueAt(body: Body, path: readonly string[]): unknown {
  return path.reduce<unknown>((so, key) => (so as Body | null | undefined)?.[key], body);
}

/**
 * The entry with another value at a place; `undefined` takes it away, and what is then empty with it.
 *
 * @example withValue({}, ['policy', 'verify'], true) // { policy: { verify: true } }
 */
export function withValue(body: Body, path: readonly string[], value: unknown): Body {
  const [key, ...rest] = path as [string, ...string[]];
  const { [key]: before, ...others } = body;
  const within = rest.length === 0 ? value : withValue((before ?? {}) as Body, rest, value);
  const isEmpty = within === undefined || (rest.length > 0 && Object.keys(within as object).length === 0);
  if (isEmpty) return others;
  return { ...body, [key]: within };
}
