import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { lintWords } from '../../../src/announce/words/lint.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { noticeVariables, variablesIn } from '../../../src/announce/words/variables.ts';

const english = ownWords.en!;

/** Words that a test may change as it likes. */
type Spoilt = Record<string, Record<string, Record<string, unknown>>>;

/** The words of a further language, to be spoilt. */
const whole = (): Spoilt => {
  const { notices, texts } = structuredClone(english);
  return { notices, texts } as unknown as Spoilt;
};

/** What is found in them after one change. */
function found(spoil: (words: Spoilt) => void): string[] {
  const words = whole();
  spoil(words);
  return lintWords(words, 'fr', null).map(({ at, what }) => `${at} ${what}`);
}

describe('the linter of words', () => {
  it.each(Object.keys(ownWords))('finds nothing in %s, which has every text', (language) => {
    expect(lintWords(ownWords[language], language, null)).toEqual([]);
  });

  it('finds what is missing, one text or many', () => {
    expect(found(({ texts }) => delete texts.mail.leave)).toEqual(['texts.mail.leave is missing']);
    expect(found(({ notices }) => delete notices.moved.subject)).toEqual([
      'notices.moved.subject is missing',
    ]);
    expect(found(({ notices }) => delete notices.moved.text)).toEqual(['notices.moved.text is missing']);
    expect(found(({ notices }) => delete notices.moved)).toEqual([
      'notices.moved.subject is missing',
      'notices.moved.text is missing',
    ]);
    expect(found((words) => delete words.notices)).toHaveLength(2 * noticeKinds.length);
  });

  it('whichever text is taken away, finds that one and no other', () => {
    const places = Object.entries(english.texts).flatMap(([group, names]) => {
      return Object.keys(names).map((name) => [group, name] as const);
    });
    fc.assert(
      fc.property(fc.constantFrom(...places), ([group, name]) => {
        const mistakes = found(({ texts }) => delete texts[group][name]);
        expect(mistakes).toEqual([`texts.${group}.${name} is missing`]);
      }),
    );
  });

  it('finds variables that are missing, and those that there are not', () => {
    expect(found(({ texts }) => (texts.common.also = 'also'))).toEqual(['texts.common.also lacks {when}']);
    expect(found(({ texts }) => (texts.mail.leave = 'Leave {page}'))).toEqual([
      'texts.mail.leave uses {page}, which stands for nothing there; it may use no variable',
    ]);
    expect(found(({ notices }) => (notices.scheduled.text = ['{effect} {closed}', '{newTime}']))).toEqual([
      expect.stringMatching(
        /^notices\.scheduled\.text\[1\] uses \{newTime\}, which .*; it may use \{effect\}/,
      ),
      'notices.scheduled.text lacks {when}',
    ]);
  });

  it('finds texts that are none, are empty or too long, and braces that mean nothing', () => {
    expect(found(({ texts }) => (texts.mail.leave = ' '))).toEqual(['texts.mail.leave is empty']);
    expect(found(({ texts }) => (texts.mail.leave = 7))).toEqual(['texts.mail.leave is no text']);
    expect(found(({ texts }) => (texts.mail.leave = 'x'.repeat(601)))).toEqual([
      'texts.mail.leave has 601 characters; at most 600',
    ]);
    const long = `{services} {start}${'x'.repeat(120)}`;
    expect(found(({ notices }) => (notices.moved.subject = long))).toEqual([
      'notices.moved.subject has 138 characters; at most 120',
    ]);
    for (const text of ['{', 'a}', '{ when }', '{2}', '{}']) {
      expect(found(({ texts }) => (texts.mail.leave = text))).toEqual([
        'texts.mail.leave has a brace that is no {variable}',
      ]);
    }
    expect(found(({ notices }) => (notices.moved.text = []))).toEqual([
      'notices.moved.text is no list of paragraphs',
    ]);
  });

  it('finds line breaks and control characters: a subject is a header of a mail', () => {
    for (const character of ['\n', '\r', '\0', '\u001b', '\u0085', '\u2028']) {
      expect(found(({ texts }) => (texts.mail.leave = `a${character}b`))).toEqual([
        'texts.mail.leave holds a line break or another control character',
      ]);
    }
    expect(found(({ texts }) => (texts.mail.leave = '\ud800'))).toEqual([
      'texts.mail.leave holds half of a character',
    ]);
  });

  it('finds names that there are not, those of every object among them', () => {
    expect(found((words) => (words.text = {}))).toEqual(['text is no text that there is']);
    expect(found(({ texts }) => Object.assign(texts.mail!, { constructor: 'x' }))).toEqual([
      'texts.mail.constructor is no text that there is',
    ]);
    const given: unknown = JSON.parse('{"texts":{"__proto__":{"leave":"x"}}}');
    expect(lintWords(given, 'en', english)).toEqual([
      { at: 'texts.__proto__', what: 'is no text that there is' },
    ]);
  });

  it('finds what is no object where one belongs, and a language that is another', () => {
    expect(lintWords([], 'fr', null)).toEqual([{ at: 'the file', what: 'is no object' }]);
    expect(found((words) => Object.assign(words, { texts: 'x' }))).toEqual(['texts is no object']);
    expect(found((words) => Object.assign(words, { language: 'en' }))).toEqual([
      'language is not fr, which the file is called after',
    ]);
  });

  it('asks of a file that changes one of our languages only what it holds', () => {
    expect(lintWords({ texts: { mail: { leave: 'Stop these mails' } } }, 'en', english)).toEqual([]);
    expect(lintWords({ notices: { moved: { subject: '' } } }, 'en', english)).toEqual([
      { at: 'notices.moved.subject', what: 'is empty' },
    ]);
  });
});

describe('our own notices', () => {
  it.each(noticeKinds)('may use each variable that they must: %s', (kind) => {
    for (const { may, must } of Object.values(noticeVariables[kind]))
      expect(may).toEqual(expect.arrayContaining(must));
  });

  it.each(noticeKinds)('say the same in every language: %s', (kind) => {
    const used = Object.values(ownWords).map(({ notices }) =>
      variablesIn(notices[kind].text.join(' ')).toSorted(),
    );
    expect(new Set(used.map(String)).size).toBe(1);
  });

  it('know no jargon', () => {
    const jargon = /\b(gates?|revisions?|drain\w*|downtimes?|mode|rollback|notices?)\b/i;
    const texts = [...Object.values(english.notices), ...Object.values(english.texts)];
    const said = JSON.stringify(texts.map((one) => Object.values(one))).replaceAll(/\{\w+\}/g, '');
    expect(jargon.exec(said)).toBe(null);
  });
});
