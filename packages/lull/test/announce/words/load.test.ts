import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWords, readWordsFile } from '../../../src/announce/words/load.ts';
import { ownWords } from '../../../src/announce/words/own.ts';

describe('the languages of a server', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lull-words-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (name: string, content: unknown): void => {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  };

  it('are ours where there is no folder', async () => {
    const { languages, of } = await loadWords(null);
    expect(languages).toEqual(['en', 'de']);
    expect(of('de')).toBe(ownWords.de);
  });

  it('are found by tag, by tag without its region, else the first', async () => {
    const { of } = await loadWords(null);
    const asked = ['de', 'DE', 'de-AT', 'de-Latn-CH-1996', 'fr', '', 'x', 'constructor'];
    expect(asked.map((tag) => of(tag).language)).toEqual(['de', 'de', 'de', 'de', 'en', 'en', 'en', 'en']);
  });

  it('are more with a file for each, which must hold every text', async () => {
    const { notices, texts } = ownWords.en!;
    put('fr.json', { notices, texts: { ...texts, mail: { ...texts.mail, leave: 'Se désabonner' } } });
    const { languages, of } = await loadWords(folder);
    expect(languages).toEqual(['en', 'de', 'fr']);
    expect(of('fr-CH').texts.mail!.leave).toBe('Se désabonner');
  });

  it('are refused at the start where one lacks a text, which is named', async () => {
    const { notices, texts } = ownWords.en!;
    const { moved: _, ...rest } = notices;
    put('fr.json', { notices: rest, texts });
    await expect(loadWords(folder)).rejects.toMatchObject({
      code: 'bad-words',
      message: `${join(folder, 'fr.json')}: notices.moved.subject is missing (and 1 more)`,
      todo: expect.stringContaining('lull words lint'),
      details: { mistakes: [{ at: 'notices.moved.subject' }, { at: 'notices.moved.text' }] },
    });
  });

  it('say something else where a file changes a part of ours, and only there', async () => {
    put('en.json', { notices: { moved: { subject: 'Moved: {services}, {start}' } } });
    const { notices, texts } = (await loadWords(folder)).of('en');
    expect(notices.moved).toEqual({ ...ownWords.en!.notices.moved, subject: 'Moved: {services}, {start}' });
    expect({ ...notices, moved: 0 }).toEqual({ ...ownWords.en!.notices, moved: 0 });
    expect(texts).toEqual(ownWords.en!.texts);
    expect(ownWords.en!.notices.moved.subject).not.toBe('Moved: {services}, {start}');
  });

  it('may have a region of their own that differs in a part', async () => {
    put('de-AT.json', { texts: { mail: { leave: 'Abmelden' } } });
    const { languages, of } = await loadWords(folder);
    expect(languages).toEqual(['en', 'de', 'de-at']);
    expect(of('de-AT').texts.mail).toEqual({ ...ownWords.de!.texts.mail, leave: 'Abmelden' });
    expect(of('de-CH')).toBe(ownWords.de);
  });

  it('begin with the one that was asked for, for whoever reads none of them', async () => {
    const { languages, of } = await loadWords(null, 'de');
    expect([languages, of('fr').language, of('en').language]).toEqual([['de', 'en'], 'de', 'en']);
    await expect(loadWords(null, 'fr')).rejects.toMatchObject({
      code: 'bad-setting',
      message: 'LULL_LANGUAGE: there are no words in "fr"',
    });
  });

  it('may come from an editor that begins a file with a byte order mark', async () => {
    put('en.json', '\ufeff{"texts":{"mail":{"leave":"Stop"}}}');
    expect((await loadWords(folder)).of('en').texts.mail!.leave).toBe('Stop');
  });

  it('come from JSON files alone', async () => {
    put('README.md', 'words of ours');
    expect((await loadWords(folder)).languages).toEqual(['en', 'de']);
  });

  it.each([
    ['words.txt.json', '{}', 'is not called after a language'],
    ['fr.json', '{"notices":', 'is not JSON: '],
    ['fr.json', '[]', 'the file is no object'],
    ['en.json', '{"texts":{"mail":{"leave":""}}}', 'texts.mail.leave is empty'],
  ])('refuse %s that holds %s', async (name, content, what) => {
    put(name, content);
    await expect(loadWords(folder)).rejects.toMatchObject({
      code: 'bad-words',
      message: expect.stringContaining(`${name}: ${what}`),
    });
  });

  it('refuse a folder or file that is not there', async () => {
    const missing = join(folder, 'missing');
    await expect(loadWords(missing)).rejects.toMatchObject({ code: 'bad-words' });
    await expect(readWordsFile(join(missing, 'fr.json'))).rejects.toMatchObject({ code: 'bad-words' });
  });
});
