/**
 * A request's path as rules look at it: decoded, without parameters (`;x=1`), doubled slashes and `.`, so
 * that no spelling of a closed path is another path. Null for what servers read differently (`..`, control
 * characters, what cannot be decoded): it matches every rule.
 *
 * @param target the request's target: a path or an address, with or without a query
 * @example plainPath('/a/%62//./c;v=2?x=1') === '/a/b/c'
 */
export function plainPath(target: string): string | null {
  const written = pathOf(target);
  const decoded = decode(written);
  // A fragment never belongs into a target: some servers end the path there, others don't.
  if (decoded === null || /[\x00-\x1f\x7f]/.test(decoded) || written.includes('#')) return null;
  const parts: string[] = [];
  for (const part of decoded.replaceAll('\\', '/').split('/')) {
    const [name] = part.split(';', 1) as [string];
    // Servers differ on where it leads to once it is encoded; clients resolve it before they ask.
    if (name === '..') return null;
    if (name !== '' && name !== '.') parts.push(name);
  }
  return `/${parts.join('/')}`;
}

/** The path as it was written; an address (`GET http://host/path`) has one too. */
function pathOf(target: string): string {
  return target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split('?', 1)[0]!;
}

/** Decoded until nothing is left to decode, as servers behind each other might; null for what doesn't end. */
function decode(path: string): string | null {
  let decoded = path;
  for (let times = 0; decoded.includes('%'); times += 1) {
    if (times === 4) return null;
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return null;
    }
  }
  return decoded;
}

/**
 * Whether a path is one of the rules' or below one: `/shop` is `/shop` and `/shop/cart`, not `/shopping`. A
 * rule may end in `/*`, which says the same. Letters count as written.
 *
 * @param path from `plainPath`
 * @example isBelow('/shop/cart', ['/shop']) === true
 */
export function isBelow(path: string | null, rules: readonly string[]): boolean {
  if (path === null) return rules.length > 0;
  return rules.some((rule) => {
    const base = rule.replace(/\/\*?$/, '');
    return path === base || path.startsWith(`${base}/`) || base === '';
  });
}

/**
 * Whether a request's target may lead to one of the rules' paths or below, for any server behind: many take
 * letters as equal, and some read `//a/b` as `/b` of the host `a`.
 *
 * @example mayBeBelow('//host/SHOP/cart', ['/shop']) === true
 */
export function mayBeBelow(target: string, rules: readonly string[]): boolean {
  const path = plainPath(target)?.toLowerCase() ?? null;
  const lower = rules.map((rule) => rule.toLowerCase());
  if (isBelow(path, lower)) return true;
  return (
    path !== null && /^[/\\]{2}/.test(pathOf(target)) && isBelow(path.replace(/^\/[^/]*/, '') || '/', lower)
  );
}
