import { chooseLanguage } from '@lull/gate/page';
import { parseZone } from '../../time/zone.ts';
import type { PublicDocument } from './contract.ts';

/** Which document an address asks for, and for which reader. */
export interface AskedFor {
  readonly document: PublicDocument;
  /** What stands for `{service}`; null where the path has none. */
  readonly service: string | null;
  /** One of the languages; null where the reader's header decides, or nothing hangs on it. */
  readonly language: string | null;
  readonly zone: string | null;
}

/** Longer ones than any of ours, in characters. */
const LONGEST = 2_000;

/**
 * Makes what finds the document that an address asks for. `?language=` and `?zone=` choose where it depends
 * on them; whatever else is asked is passed over.
 *
 * @param languages lower-case tags; the first is for whoever reads none of them
 * @returns of the target of a request (path and query): null where no document is meant
 * @throws LullError `unknown-zone` when that is called with a zone that isn't one
 * @example finderOf(publicDocuments, ['en', 'de'])('/status?language=de-AT')?.language // 'de'
 */
export function finderOf(
  documents: readonly PublicDocument[],
  languages: readonly string[],
): (target: string) => AskedFor | null {
  const exact = new Map(documents.map((document) => [document.path, document]));
  const patterns = documents
    .filter(({ path }) => path.includes('{service}'))
    .map((document) => ({ document, parts: document.path.split('{service}') as [string, string] }));

  const find = (path: string): Pick<AskedFor, 'document' | 'service'> | null => {
    const document = exact.get(path);
    if (document) return { document, service: null };
    for (const { document, parts } of patterns) {
      const [before, after] = parts;
      const isLonger = path.length > before.length + after.length;
      if (!isLonger || !path.startsWith(before) || !path.endsWith(after)) continue;
      const service = decoded(path.slice(before.length, path.length - after.length));
      if (service !== null) return { document, service };
    }
    return null;
  };

  return (target) => {
    if (target.length > LONGEST) return null;
    const mark = target.indexOf('?');
    const found = find(mark < 0 ? target : target.slice(0, mark));
    if (found === null) return null;
    const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark));
    const { varies } = found.document;
    const language = varies.includes('language') ? query.get('language') : null;
    const zone = varies.includes('zone') ? query.get('zone') : null;
    return {
      ...found,
      language: language ? chooseLanguage(language, languages) : null,
      zone: zone ? parseZone(zone) : null,
    };
  };
}

/** One segment of a path; null for what is none. */
function decoded(segment: string): string | null {
  if (segment.includes('/')) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
