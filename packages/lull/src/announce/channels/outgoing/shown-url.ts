/**
 * An address as people may see it: where it leads, without the path and query that may be secrets.
 *
 * @example shownUrl(new URL('https://ci.example.com/hooks/8c1f?key=1')) === 'https://ci.example.com/…'
 */
export function shownUrl({ origin, pathname, search }: URL): string {
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}
