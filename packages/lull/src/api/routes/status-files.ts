import { publicDocuments } from '../../announce/public/documents.ts';
import { contentOf, filesOf } from '../../announce/public/files.ts';
import { publishedFrom } from '../../announce/public/published.ts';
import { exportStatus } from '../contract/operate.ts';
import type { Routes } from '../parts.ts';

/** Everything public as files, one a line, made as they are read. */
export const statusFilesRoutes: Routes = (mount, { announce }) => {
  const read = publishedFrom(announce);
  mount(exportStatus, async ({ c }) => {
    const [published, now] = [await read(), await announce.now()];
    const files = filesOf(published, publicDocuments, announce.words.languages);
    const facts = { published, vocabulary: announce.words, now, url: announce.settings.statusUrl };
    const encoder = new TextEncoder();
    const lines = async function* (): AsyncGenerator<Uint8Array> {
      for (const file of files) {
        const content = contentOf(file, facts).toString();
        yield encoder.encode(`${JSON.stringify({ path: file.path, content })}\n`);
      }
    };
    return c.body(ReadableStream.from(lines()), 200, { 'content-type': 'application/x-ndjson' });
  });
};
