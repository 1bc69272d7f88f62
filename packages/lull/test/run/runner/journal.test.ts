import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLines } from '../../../src/run/runner/journal/file.ts';
import { openJournal } from '../../../src/run/runner/journal/open.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lull-journal-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const values = [{ a: 1 }, { text: 'zwölf\n"' }, { b: [null, 0.5] }];

it('holds what was added, and goes on after it, wherever the last line was cut off', () => {
  const path = join(folder(), 'x');
  const { file } = openLines(path);
  const ends = values.map((value) => {
    file.append(value);
    return statSync(path).size;
  });
  file.close();
  const whole = readFileSync(path);
  for (let length = 0; length <= whole.length; length += 1) {
    writeFileSync(path, whole.subarray(0, length));
    const cut = openLines(path);
    const left = ends.filter((end) => end <= length).length;
    expect(cut.lines, `cut at ${length}`).toEqual(values.slice(0, left));
    cut.file.append('more');
    cut.file.close();
    const again = openLines(path);
    expect(again.lines).toEqual([...values.slice(0, left), 'more']);
    again.file.close();
  }
});

it('is refused where a line that was acknowledged is another one', () => {
  const path = join(folder(), 'x');
  const { file } = openLines(path);
  for (const value of values) file.append(value);
  file.close();
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length - 1; at += 1) {
    const other = Buffer.from(whole);
    other[at]! ^= 1;
    writeFileSync(path, other);
    expect(() => openLines(path), `at ${at}`).toThrow('is damaged at line');
  }
  // The last line without its end was cut off.
  writeFileSync(path, Buffer.from(whole).fill(0, whole.length - 1));
  expect(openLines(path).lines).toEqual(values.slice(0, 2));
});

it('is refused where its beginning was taken away', () => {
  const path = join(folder(), 'k2-0.journal');
  const first = { run: 'k2', part: 0, downtime: 'd', stored: 0, isLost: false };
  const journal = openJournal(path, first)!;
  journal.append({ kind: 'goal', goal: 'forward', serial: 1 });
  journal.close();
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^.*\n/, ''));
  expect(() => openJournal(path, first)).toThrow('is damaged at line 1');
});

it('is for its owner only, and ends as one line that says so', () => {
  const path = join(folder(), 'k2-0.journal');
  const first = { run: 'k2', part: 0, downtime: 'd', stored: 0, isLost: false };
  const journal = openJournal(path, first)!;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  journal.append({ kind: 'goal', goal: 'ended', serial: 7 });
  journal.report({ at: 0, serial: 7, what: { kind: 'rests' }, note: {} });
  expect(journal.reportsAfter(0)).toEqual([
    { run: 'k2', part: 0, number: 1, at: 0, serial: 7, what: { kind: 'rests' } },
  ]);
  journal.compact();
  journal.close();
  expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{8} \{"kind":"ended","serial":7\}\n$/);
  // An order that comes late finds that it is over.
  expect(openJournal(path, first)).toBeNull();
  expect(openJournal(join(folder(), 'none'), null)).toBe('nothing');
});

it('goes on with the numbers of one that was lost', () => {
  const path = join(folder(), 'k2-0.journal');
  const journal = openJournal(path, { run: 'k2', part: 0, downtime: 'd', stored: 12, isLost: true })!;
  journal.report({ at: 0, serial: 1, what: { kind: 'rests' }, note: {} });
  expect(journal.last()).toBe(13);
  expect(journal.reportsAfter(0).map(({ number }) => number)).toEqual([13]);
  expect(journal.reportsAfter(13)).toEqual([]);
  expect(journal.standing().isLost).toBe(true);
  journal.close();
});
