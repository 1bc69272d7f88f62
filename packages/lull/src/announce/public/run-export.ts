import { makeBell } from '../../keeper/bell.ts';
import type { Log } from '../../keeper/contract.ts';
import { MINUTE } from '../../time/instant.ts';
import type { Published } from '../contract.ts';
import type { Vocabulary } from '../words/contract.ts';
import type { PublicDocument } from './contract.ts';
import { contentOf, filesOf } from './files.ts';
import { keptFolder, type OneFile } from './folder.ts';
import type { Publisher } from './publisher.ts';

/** What is written, and where. */
export interface ExportOptions {
  readonly folder: string;
  /** Where they are found, without a slash at the end; null where nobody says. */
  readonly url: string | null;
  readonly publisher: Publisher;
  readonly documents: readonly PublicDocument[];
  readonly vocabulary: Vocabulary;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Hears when all that is public stands in the folder. */
  readonly written?: ((published: Published) => void) | undefined;
}

/**
 * Writes everything public into a folder, after each change and whenever a minute has made something else of
 * it, so that any host can serve it. A disk that fails is told loudly and tried again; nothing else waits for
 * it.
 *
 * @returns when the signal has been aborted
 * @example await runExport({ folder: '/var/www/status', url: null, publisher, documents, … });
 */
export async function runExport(options: ExportOptions): Promise<void> {
  const { folder, publisher, log, signal, written } = options;
  const kept = keptFolder(folder);
  const bell = makeBell();
  const stopWatching = publisher.onChange(() => bell.ring());
  let isFailing = false;
  while (!signal.aborted) {
    try {
      const published = await publisher.current();
      const done = await kept.keep(contents(published, options), signal);
      if (isFailing) log.info({ folder }, 'the public pages are written as files again');
      if (done.written + done.removed > 0) log.debug({ folder, ...done }, 'the public pages were written');
      isFailing = false;
      written?.(published);
    } catch (error) {
      isFailing = true;
      log.error({ err: error, folder }, 'the public pages cannot be written as files: what is there is old');
    }
    await bell.wait(MINUTE - (publisher.now() % MINUTE), signal);
  }
  stopWatching();
}

function contents(
  published: Published,
  { url, publisher, documents, vocabulary }: ExportOptions,
): readonly OneFile[] {
  const now = Math.floor(publisher.now() / MINUTE) * MINUTE;
  return filesOf(published, documents, vocabulary.languages).map((file) => {
    return { path: file.path, content: () => contentOf(file, { published, vocabulary, now, url }) };
  });
}
