import { keptFolder } from '../../announce/public/folder.ts';
import { LullError } from '../../errors.ts';

/** A file as a server sends it. */
export interface SentFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Makes a folder hold these files and none of before that aren't among them.
 *
 * @throws LullError `write-failed`, also for a file that would stand outside the folder
 */
export async function keepFiles(
  folder: string,
  files: readonly SentFile[],
  { dryRun }: { readonly dryRun: boolean },
): Promise<{ readonly written: number; readonly removed: number }> {
  const wanted = files.map(({ path, content }) => ({ path, content: () => Buffer.from(content) }));
  const kept = keptFolder(folder);
  try {
    return await (dryRun ? kept.compare(wanted) : kept.keep(wanted));
  } catch (error) {
    const what = `${folder} cannot be written: ${(error as Error).message}`;
    throw new LullError('write-failed', what, 'See the folder and the disk.');
  }
}
