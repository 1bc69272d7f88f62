import { noticeKinds } from '../contract.ts';
import type { NoticeWords, Words } from './contract.ts';
import { ownWords } from './own.ts';

/** Some of the words of a language; what is left out stays as it was. */
export interface SomeWords {
  readonly notices?: Readonly<Partial<Record<string, Partial<NoticeWords>>>>;
  readonly texts?: Readonly<Partial<Record<string, Readonly<Partial<Record<string, string>>>>>>;
}

/**
 * The words of a language with some of them replaced: text by text, but all paragraphs of a notice together.
 * What is given was linted before.
 *
 * @param base null where every text is given
 * @example mergeWords('en', english, { texts: { mail: { leave: 'Stop these mails' } } })
 */
export function mergeWords(language: string, base: Words | null, given: SomeWords): Words {
  const notices = noticeKinds.map((kind) => {
    const { subject, text } = given.notices?.[kind] ?? {};
    const usual = base?.notices[kind];
    return [kind, { subject: subject ?? usual?.subject, text: text ?? usual?.text }];
  });
  const texts = Object.entries(ownWords.en!.texts).map(([group, names]) => {
    const chosen = Object.keys(names).map((name) => {
      return [name, given.texts?.[group]?.[name] ?? base?.texts[group]?.[name]];
    });
    return [group, Object.fromEntries(chosen)];
  });
  return { language, notices: Object.fromEntries(notices), texts: Object.fromEntries(texts) } as Words;
}
