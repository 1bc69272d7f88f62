import type { Instant } from '../../time/instant.ts';
import type { Published } from '../contract.ts';
import type { Vocabulary } from '../words/contract.ts';
import type { PublicDocument } from './contract.ts';
import { placeOf } from './places.ts';

/** One public document as a file, for one service and language. */
export interface PublicFile {
  /** Where it stands in the folder, with `/` between its parts. */
  readonly path: string;
  readonly document: PublicDocument;
  readonly service: string | null;
  readonly language: string;
}

/**
 * Every file that everything public makes: each document, of each service, in each language that it depends
 * on. The first language is at the top, the others in folders of their own.
 *
 * @example filesOf(published, publicDocuments, ['en', 'de']).map(({ path }) => path) // ['index.html', …]
 */
export function filesOf(
  { services }: Pick<Published, 'services'>,
  documents: readonly PublicDocument[],
  languages: readonly string[],
): PublicFile[] {
  const files = new Map<string, PublicFile>();
  for (const document of documents) {
    const of = document.path.includes('{service}') ? services.map(({ name }) => name) : [null];
    const spoken = document.varies.includes('language') ? languages : languages.slice(0, 1);
    for (const service of of) {
      for (const language of spoken) {
        const folder = language === languages[0] ? null : language;
        const place = placeOf(document, service, { asFile: true, language: folder });
        const path = decodeURIComponent(place.slice(1));
        // As in addresses, a path without a parameter goes before one that comes out the same.
        if (service === null || !files.has(path)) files.set(path, { path, document, service, language });
      }
    }
  }
  return [...files.values()];
}

/** What files are made from. */
export interface FileFacts {
  readonly published: Published;
  readonly vocabulary: Vocabulary;
  readonly now: Instant;
  /** Where they are found, without a slash at the end; null where nobody says. */
  readonly url: string | null;
}

/** What a file holds; times are told in each service's own zone. */
export function contentOf(
  { document, service, language }: PublicFile,
  { published, vocabulary, now, url }: FileFacts,
): Buffer {
  const languages = vocabulary.languages.map((each) => vocabulary.of(each));
  const words = vocabulary.of(language);
  const about = { published, words, languages, zone: null, now };
  return Buffer.from(document.render({ ...about, asFile: true, filesUrl: url }, service));
}
