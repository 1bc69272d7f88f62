import type { Words } from '../../announce/words/contract.ts';
import { loadWords } from '../../announce/words/load.ts';
import { LullError } from '../../errors.ts';

/** The folder that `LULL_WORDS` names; null for none. */
export function wordsFolder(): string | null {
  return process.env.LULL_WORDS?.trim() || null;
}

/**
 * The words of a language, Lull's own or of the folder that `LULL_WORDS` names.
 *
 * @throws LullError `bad-words`; `bad-option` for a language that there isn't
 */
export async function wordsNamed(language: string): Promise<Words> {
  const vocabulary = await loadWords(wordsFolder());
  const tag = language.toLowerCase();
  if (vocabulary.languages.includes(tag)) return vocabulary.of(tag);
  const known = vocabulary.languages.join(', ');
  throw new LullError(
    'bad-option',
    `There are no words in "${language}"`,
    `There are: ${known}. More come from files in the folder that LULL_WORDS names.`,
  );
}
