import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownWords } from '../../src/announce/words/own.ts';
import { workplace } from './lull.ts';

describe('lull words', () => {
  let place: ReturnType<typeof workplace>;
  beforeEach(() => {
    place = workplace();
  });
  afterEach(() => place.remove());

  it('shows a language, from which another one begins that the server then speaks', async () => {
    const shown = await place.run(['words', 'show', 'de']);
    const { notices, texts } = ownWords.de!;
    expect([shown.code, JSON.parse(shown.stdout)]).toEqual([0, { notices, texts }]);

    place.write('words/fr.json', shown.stdout);
    const linted = await place.run(['words', 'lint', 'words/fr.json']);
    expect(linted).toEqual({ code: 0, stdout: 'words/fr.json: no mistake\n', stderr: '' });
    const env = { LULL_WORDS: 'words' };
    const preview = await place.run(['words', 'preview', '--language', 'fr'], { env });
    expect(preview.stdout).toContain('Geplante Wartung: Webshop');
  });

  it('lists every mistake with its place, and says by its exit code that there are some', async () => {
    place.write(
      'words/en.json',
      '{"notices":{"moved":{"subject":"{service} moves"}},"texts":{"mail":{"leave":""}}}',
    );
    const env = { LULL_WORDS: 'words' };
    const { code, stdout, stderr } = await place.run(['words', 'lint', '--json'], { env });
    expect([code, stderr]).toEqual([2, '']);
    expect(JSON.parse(stdout)).toEqual({
      files: ['words/en.json'],
      mistakes: [
        {
          file: 'words/en.json',
          at: 'notices.moved.subject',
          what: expect.stringMatching(/^uses \{service\}, /),
        },
        { file: 'words/en.json', at: 'notices.moved.subject', what: 'lacks {services}' },
        { file: 'words/en.json', at: 'texts.mail.leave', what: 'is empty' },
      ],
    });
    const used = await place.run(['words', 'show'], { env });
    expect(used).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('[bad-words]') });
  });

  it('asks for files where none are named', async () => {
    const env = { LULL_WORDS: '' };
    const { code, stderr } = await place.run(['words', 'lint'], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('LULL_WORDS')]);
  });

  it('previews a message: for people, as HTML and as data, at a moment and in a zone', async () => {
    const asked = ['words', 'preview', '--event', 'extended', '--language', 'de', '--mode', 'read-only'];
    const at = ['--now', '2026-12-01T23:20:00Z', '--zone', 'Asia/Tokyo'];
    const { stdout } = await place.run([...asked, ...at]);
    expect(stdout).toMatch(/^Dauert länger: Wartung von Webshop, bis Mi\., 2\. Dez\., 08:30 Uhr/);
    expect(stdout).toContain('Neues Ende: Mittwoch, 2. Dezember 2026, 08:30 Uhr Japan (Ortszeit, UTC+9)\n');
    const html = await place.run([...asked, ...at, '--html']);
    expect(html.stdout).toMatch(/^<!doctype html>\n<html lang="de"/);
    const json = await place.run([...asked, ...at, '--json']);
    const { language, event, text } = JSON.parse(json.stdout) as Record<string, string>;
    expect([language, event]).toEqual(['de', 'extended']);
    expect(stdout).toContain(text!.trimEnd());
  });

  it.each([
    [['show', 'fr'], 'There are no words in "fr"'],
    [['preview', '--event', 'lost'], 'lost'],
    [['preview', '--zone', 'Mars/Base'], 'Mars/Base'],
  ])('%s says what is wrong', async (words, what) => {
    const { code, stdout, stderr } = await place.run(['words', ...words]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(what)]);
  });
});
