import type { PublicDocument, View } from './contract.ts';

/** What says where a document stands. */
type Placed = Pick<PublicDocument, 'path' | 'varies'>;

/** The page of everything; files have it at their top. */
const top = '/status';

/**
 * Where a document stands, from the root, as it is written in a link: on the server at its path, as a file in
 * a folder of its language where it depends on one; the first language has no folder.
 *
 * @param language null for the first, and for what hangs on none
 * @example placeOf(statusPage, null, { asFile: true, language: 'de' }) === '/de/index.html'
 */
export function placeOf(
  { path, varies }: Placed,
  service: string | null,
  { asFile, language }: { readonly asFile: boolean; readonly language: string | null },
): string {
  const named = service === null ? path : path.replace('{service}', encodeURIComponent(service));
  if (!asFile) return named;
  const folder = varies.includes('language') && language !== null ? `/${language}` : '';
  if (path === top) return `${folder}/index.html`;
  const isPage = !path.slice(path.lastIndexOf('/')).includes('.');
  return `${folder}${named}${isPage ? '.html' : ''}`;
}

/**
 * A link from one place to another that holds wherever the root is.
 *
 * @example relative('/status/shop', '/feeds/all.ics') === '../feeds/all.ics'
 */
export function relative(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(1, -1), to.split('/').slice(1)];
  let common = 0;
  while (common < here.length && common < there.length - 1 && here[common] === there[common]) common += 1;
  const up = '../'.repeat(here.length - common);
  const way = up + there.slice(common).join('/');
  // A first segment with a colon would be read as a scheme.
  return /^[^/]*:/.test(way) ? `./${way}` : way;
}

/** The folder of a view's language among files; null for the first. */
export function folderOf({ words, languages }: Pick<View, 'words' | 'languages'>): string | null {
  return words.language === languages[0]!.language ? null : words.language;
}
