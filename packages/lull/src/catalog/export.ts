import { stringify } from 'yaml';
import { blockOf, type Entry, entryKinds } from './entry.ts';

/**
 * A text of lull.yaml that says what the entries say.
 *
 * @example
 * documentOf([{ kind: 'service', name: 'shop', body: { zone: 'UTC' } }])
 * // 'services:\n  shop:\n    zone: UTC\n'
 */
export function documentOf(entries: Iterable<Entry>): string {
  const byKind = Map.groupBy(entries, ({ kind }) => kind);
  // A Map, because an object would put names that are numbers first.
  const document = new Map<string, unknown>();
  for (const kind of entryKinds) {
    const given = byKind.get(kind);
    if (!given) continue;
    const block =
      kind === 'organisation' ? given[0]!.body : new Map(given.map(({ name, body }) => [name, body]));
    document.set(blockOf[kind], block);
  }
  return document.size > 0 ? stringify(document, { lineWidth: 0 }) : '';
}
