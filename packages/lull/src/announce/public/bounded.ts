/** A memory that forgets what is not asked for, by generations. */
export interface Bounded<T> {
  get(key: string): T | undefined;
  /** @param size in the unit of what the memory was made with */
  keep(key: string, value: T, size?: number): void;
}

/**
 * A memory of bounded size: two generations, of which the older one goes when the younger is full. What is
 * asked for meanwhile moves to the younger.
 *
 * @param most how much each generation holds
 * @example const kept = bounded<Buffer>(1024); kept.keep('a', body, body.length); kept.get('a')
 */
export function bounded<T>(most: number): Bounded<T> {
  let young = new Map<string, { readonly value: T; readonly size: number }>();
  let old = young;
  let held = 0;
  const keep = (key: string, value: T, size = 1): void => {
    held += size - (young.get(key)?.size ?? 0);
    young.set(key, { value, size });
    if (held <= most) return;
    old = young;
    young = new Map();
    held = 0;
  };
  return {
    get(key) {
      const one = young.get(key);
      if (one) return one.value;
      const older = old.get(key);
      if (!older) return undefined;
      keep(key, older.value, older.size);
      return older.value;
    },
    keep,
  };
}

/**
 * The same function, with its answers for the texts that were asked last kept.
 *
 * @example const language = memo((header) => chooseLanguage(header, ['en', 'de']));
 */
export function memo<T>(work: (text: string) => T, most = 1_000): (text: string) => T {
  const known = bounded<T>(most);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = work(text);
    known.keep(text, value);
    return value;
  };
}
