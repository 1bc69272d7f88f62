import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LullError } from '../../errors.ts';
import { excerpt } from '../../printable.ts';
import type { Vocabulary, Words } from './contract.ts';
import { lintWords, type WordsMistake } from './lint.ts';
import { mergeWords, type SomeWords } from './merge.ts';
import { ownWords } from './own.ts';

/** What a file with words is called: its language, as a BCP 47 tag. */
const fileName = /^([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.json$/i;

/** One file with words, read and looked through. */
export interface WordsFile {
  /** Lower-case tag, from its name. */
  readonly language: string;
  /** What of it is wrong; then `words` is null. */
  readonly mistakes: readonly WordsMistake[];
  readonly words: Words | null;
}

/**
 * Reads a file with the words of a language, `fr.json`. One of a language (or of its region) that Lull speaks
 * by itself need only hold what is to be another.
 *
 * @throws LullError `bad-words` where it can't be read, isn't JSON or isn't called after a language
 * @example (await readWordsFile('words/en.json')).mistakes // []
 */
export async function readWordsFile(path: string): Promise<WordsFile> {
  const language = fileName.exec(path.split(/[\\/]/).at(-1)!)?.[1]?.toLowerCase();
  if (language === undefined) {
    throw bad(path, 'is not called after a language', 'Call it after its BCP 47 tag, such as fr.json.');
  }
  const given = await jsonOf(path);
  const base = ownWords[language] ?? ownWords[language.split('-', 1)[0]!] ?? null;
  const mistakes = lintWords(given, language, base);
  const words = mistakes.length === 0 ? mergeWords(language, base, given as SomeWords) : null;
  return { language, mistakes, words };
}

/**
 * All languages that this server speaks: Lull's own, and those of a folder, which may also change ours.
 *
 * @param folder null for none
 * @param first tag of the language for whoever reads none of them; English when left out
 * @throws LullError `bad-words` naming the file, the text and what is wrong with it; `bad-setting` where
 * there are no words in the first language
 * @example (await loadWords(null)).of('de-CH').language === 'de'
 */
export async function loadWords(folder: string | null, first: string | null = null): Promise<Vocabulary> {
  const all = new Map(Object.entries(ownWords));
  for (const path of folder === null ? [] : await filesIn(folder)) {
    const { language, mistakes, words } = await readWordsFile(path);
    if (words === null) throw wrong(path, mistakes);
    all.set(language, words);
  }
  if (first === null) return vocabularyOf(all);
  const words = all.get(first);
  if (words === undefined) throw unspoken(first, [...all.keys()]);
  return vocabularyOf(new Map([[first, words], ...all]));
}

/**
 * A vocabulary of languages by their lower-case tags; the first is for whoever reads none of them.
 *
 * @example vocabularyOf(new Map([['en', english]])).of('fr').language === 'en'
 */
export function vocabularyOf(all: ReadonlyMap<string, Words>): Vocabulary {
  const languages = [...all.keys()];
  return {
    languages,
    of(language) {
      for (
        let tag = language.toLowerCase();
        tag !== '';
        tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))
      ) {
        const words = all.get(tag);
        if (words) return words;
      }
      return all.get(languages[0]!)!;
    },
  };
}

/**
 * The files with words in a folder, by name.
 *
 * @throws LullError `bad-words` where it can't be read
 */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: Error) => {
    throw bad(folder, `cannot be read: ${error.message}`, 'Name a folder that exists in LULL_WORDS.');
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function jsonOf(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw bad(path, `cannot be read: ${error.message}`, 'Name a file that exists and that Lull may read.');
  });
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw bad(path, `is not JSON: ${excerpt((error as Error).message, 120)}`, 'Mend it at that place.');
  }
}

function unspoken(language: string, known: readonly string[]): LullError {
  return new LullError(
    'bad-setting',
    `LULL_LANGUAGE: there are no words in "${language}"`,
    `There are: ${known.join(', ')}. More come from files in the folder that LULL_WORDS names.`,
    { setting: 'LULL_LANGUAGE' },
  );
}

function wrong(path: string, mistakes: readonly WordsMistake[]): LullError {
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : '';
  const todo = `lull words lint ${path} lists every mistake; lull words show en prints every text in English.`;
  return bad(path, `${first!.at} ${first!.what}${more}`, todo, mistakes);
}

function bad(path: string, what: string, todo: string, mistakes: readonly WordsMistake[] = []): LullError {
  return new LullError('bad-words', `${path}: ${what}`, todo, { file: path, mistakes });
}
