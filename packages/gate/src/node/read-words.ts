import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWords, type Words } from '../page/index.ts';

/**
 * The words of further languages, from files that are named one by one, as on a command line.
 *
 * @param files such as `fr=/etc/lull/fr.json`
 * @throws RangeError naming the file and what is wrong with it
 * @example await readWordsFiles(['fr=/etc/lull/fr.json'])
 */
export async function readWordsFiles(files: readonly string[]): Promise<Readonly<Record<string, Words>>> {
  const read = files.map((one) => {
    const [, tag, path] = /^([A-Za-z-]+)=(.+)$/.exec(one) ?? [];
    if (tag === undefined || path === undefined) throw new RangeError(`"${one}" is not TAG=FILE`);
    return readFrom(tag, path);
  });
  return Object.fromEntries(await Promise.all(read));
}

/**
 * The words of further languages, from a folder with one JSON file for each: `fr.json`, `pt-BR.json`.
 *
 * @throws RangeError naming the file and the text that is missing
 * @example gateMiddleware(gate, { words: await readWordsFrom('./languages') });
 */
export async function readWordsFrom(folder: string): Promise<Readonly<Record<string, Words>>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const read = files.map((file) => readFrom(file.slice(0, -'.json'.length), join(folder, file)));
  return Object.fromEntries(await Promise.all(read));
}

async function readFrom(tag: string, path: string): Promise<[string, Words]> {
  try {
    return [tag.toLowerCase(), readWords(JSON.parse(await readFile(path, 'utf8')))];
  } catch (error) {
    throw new RangeError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
