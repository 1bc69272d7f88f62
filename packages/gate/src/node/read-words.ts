import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWords, type Words } from '../page/index.ts';

/**
 * The words of further languages, from a folder with one JSON file for each: `fr.json`, `pt-BR.json`.
 *
 * @throws RangeError naming the file and the text that is missing
 * @example gateMiddleware(gate, { words: await readWordsFrom('./languages') });
 */
export async function readWordsFrom(folder: string): Promise<Readonly<Record<string, Words>>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const read = async (file: string): Promise<[string, Words]> => {
    try {
      const text = await readFile(join(folder, file), 'utf8');
      return [file.slice(0, -'.json'.length).toLowerCase(), readWords(JSON.parse(text))];
    } catch (error) {
      throw new RangeError(`${file}: ${(error as Error).message}`, { cause: error });
    }
  };
  return Object.fromEntries(await Promise.all(files.map(read)));
}
