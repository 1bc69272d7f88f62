import { type NoticeKind, noticeKinds } from '../contract.ts';
import type { NoticeWords, Words } from './contract.ts';
import { ownWords } from './own.ts';
import { variable } from './say.ts';
import { noticeVariables, textVariables, type Variables, variablesIn } from './variables.ts';

/** A mistake in the words of a language. */
export interface WordsMistake {
  /** Where it is, as in `notices.moved.subject`. */
  readonly at: string;
  /** What it is, as the rest of a sentence that begins with where. */
  readonly what: string;
}

const longestSubject = 120;
const longestText = 600;
const fields = ['language', 'notices', 'texts'];

/** What is said of each text. */
type Tell = (at: string, what: string) => void;

/**
 * The mistakes in the words of one language, as its file gives them.
 *
 * @param given what the file holds
 * @param language lower-case tag that the file is called after
 * @param base the words that it changes; null where it must hold every text
 * @example lintWords({ notices: { moved: { subject: '' } } }, 'en', english)
 *   // [{ at: 'notices.moved.subject', what: 'is empty' }]
 */
export function lintWords(given: unknown, language: string, base: Words | null): readonly WordsMistake[] {
  const mistakes: WordsMistake[] = [];
  const tell: Tell = (at, what) => void mistakes.push({ at, what });
  const file = objectOf(given, 'the file', tell);
  if (file === null) return mistakes;
  unknownIn(file, fields, '', tell);
  if (file.language !== undefined && file.language !== language) {
    tell('language', `is not ${language}, which the file is called after`);
  }
  lintNotices(file.notices, base, tell);
  lintTexts(file.texts, base, tell);
  return mistakes;
}

function lintNotices(given: unknown, base: Words | null, tell: Tell): void {
  const notices = given === undefined ? {} : objectOf(given, 'notices', tell);
  if (notices === null) return;
  unknownIn(notices, noticeKinds, 'notices.', tell);
  for (const kind of noticeKinds) {
    const at = `notices.${kind}`;
    const one = notices[kind] === undefined ? {} : objectOf(notices[kind], at, tell);
    if (one === null) continue;
    unknownIn(one, ['subject', 'text'], `${at}.`, tell);
    lintNotice(kind, one, base?.notices[kind] ?? null, tell);
  }
}

function lintNotice(
  kind: NoticeKind,
  { subject, text }: Readonly<Record<string, unknown>>,
  base: NoticeWords | null,
  tell: Tell,
): void {
  const at = `notices.${kind}`;
  const variables = noticeVariables[kind];
  if (subject !== undefined || base === null) {
    for (const flaw of flawsOf(subject, variables.subject, longestSubject)) tell(`${at}.subject`, flaw);
  }
  if (text === undefined && base === null) tell(`${at}.text`, 'is missing');
  if (text === undefined) return;
  if (!Array.isArray(text) || text.length === 0) {
    tell(`${at}.text`, 'is no list of paragraphs');
    return;
  }
  const paragraphs: readonly unknown[] = text;
  for (const [i, one] of paragraphs.entries()) {
    const flaws = flawsOf(one, { may: variables.text.may, must: [] }, longestText);
    for (const flaw of flaws) tell(`${at}.text[${i}]`, flaw);
  }
  for (const flaw of lacking(paragraphs.join(' '), variables.text)) tell(`${at}.text`, flaw);
}

function lintTexts(given: unknown, base: Words | null, tell: Tell): void {
  const texts = given === undefined ? {} : objectOf(given, 'texts', tell);
  if (texts === null) return;
  const shape = ownWords.en!.texts;
  unknownIn(texts, Object.keys(shape), 'texts.', tell);
  for (const [group, names] of Object.entries(shape)) {
    const one = texts[group] === undefined ? {} : objectOf(texts[group], `texts.${group}`, tell);
    if (one === null) continue;
    unknownIn(one, Object.keys(names), `texts.${group}.`, tell);
    for (const name of Object.keys(names)) {
      if (one[name] === undefined && base !== null) continue;
      const flaws = flawsOf(one[name], textVariables(group, name)!, longestText);
      for (const flaw of flaws) tell(`texts.${group}.${name}`, flaw);
    }
  }
}

function flawsOf(text: unknown, variables: Variables, longest: number): readonly string[] {
  if (text === undefined) return ['is missing'];
  if (typeof text !== 'string') return ['is no text'];
  if (text.trim() === '') return ['is empty'];
  const may = variables.may.map((one) => `{${one}}`).join(', ') || 'no variable';
  const unknown = variablesIn(text).filter((one) => !variables.may.includes(one));
  return [
    ...(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? ['holds a line break or another control character'] : []),
    ...(text.isWellFormed() ? [] : ['holds half of a character']),
    ...(text.length > longest ? [`has ${text.length} characters; at most ${longest}`] : []),
    ...(/[{}]/.test(text.replaceAll(variable, '')) ? ['has a brace that is no {variable}'] : []),
    ...unknown.map((one) => `uses {${one}}, which stands for nothing there; it may use ${may}`),
    ...lacking(text, variables),
  ];
}

function lacking(text: string, { must }: Variables): readonly string[] {
  const used = variablesIn(text);
  return must.filter((one) => !used.includes(one)).map((one) => `lacks {${one}}`);
}

function unknownIn(of: object, known: readonly string[], before: string, tell: Tell): void {
  for (const name of Object.keys(of).filter((one) => !known.includes(one))) {
    tell(`${before}${name}`, 'is no text that there is');
  }
}

function objectOf(value: unknown, at: string, tell: Tell): Readonly<Record<string, unknown>> | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  tell(at, 'is no object');
  return null;
}
