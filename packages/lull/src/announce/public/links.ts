import { statusDocument } from '../status/addresses.ts';
import { addressOf, anchorOf, downtimeAddress } from './addresses.ts';
import type { PublicDocument, View } from './contract.ts';
import { folderOf, placeOf } from './places.ts';

/** What of a view says where its links lead. */
type Linked = Pick<View, 'published' | 'words' | 'languages' | 'asFile' | 'filesUrl'>;

/**
 * The address of a public document, for what is read elsewhere than where it stands: on the server, or among
 * the files where it is known where these are.
 *
 * @param service what stands for `{service}`; null where the path has none
 * @example linkFrom(view, statusDocument, null) // 'https://lull.example.com/status'
 */
export function linkFrom(
  view: Linked,
  document: Pick<PublicDocument, 'path' | 'varies'>,
  service: string | null,
): string {
  const { asFile = false, filesUrl, published } = view;
  if (!asFile || !filesUrl) return addressOf(published.page.url, document.path, service ?? undefined);
  return filesUrl + placeOf(document, service, { asFile, language: folderOf(view) });
}

/**
 * The same with what the reader has chosen: whoever loads it again gets the same language and zone.
 *
 * @example sameFrom(view, atomOfAll, null) // 'https://lull.example.com/feeds/all.atom?language=de'
 */
export function sameFrom(
  view: Linked & Pick<View, 'zone'>,
  document: Pick<PublicDocument, 'path' | 'varies'>,
  service: string | null,
): string {
  const link = linkFrom(view, document, service);
  if (view.asFile && view.filesUrl) return link;
  const query = new URLSearchParams({ language: view.words.language });
  if (view.zone !== null) query.set('zone', view.zone);
  return `${link}?${query}`;
}

/**
 * Where people read of one downtime: for as long as it is there.
 *
 * @example downtimeLink(view, id) // 'https://lull.example.com/status#dt-…'
 */
export function downtimeLink(view: Linked, id: string): string {
  if (!view.asFile || !view.filesUrl) return downtimeAddress(view.published.page.url, id);
  return `${linkFrom(view, statusDocument, null)}#${anchorOf(id)}`;
}
