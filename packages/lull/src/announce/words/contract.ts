import type { NoticeKind } from '../contract.ts';

/**
 * All that Lull says to the public in one language. `{name}` stands for a value; which values a text may
 * and must use, the linter knows (`words/variables.ts`).
 */
export interface Words {
  /** BCP 47 tag, lower case. */
  readonly language: string;
  readonly notices: Readonly<Record<NoticeKind, NoticeWords>>;
  /** Everything else, by where it stands, such as `page`, `signUp`, `banner`, `feed`, `mail`. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What one notice says. */
export interface NoticeWords {
  /** One line. */
  readonly subject: string;
  /** Paragraphs. */
  readonly text: readonly string[];
}

/** The languages that this server speaks. */
export interface Vocabulary {
  /** Lower-case tags; the first is for whoever reads none of them. */
  readonly languages: readonly string[];
  /** The words of a language; of it without its region where there are none; else of the first one. */
  of(language: string): Words;
}
