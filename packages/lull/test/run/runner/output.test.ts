import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Output } from '../../../src/run/runner/contract.ts';
import { HEAD, makeRecorder, TAIL } from '../../../src/run/runner/output/recorder.ts';
import { makeRedactor } from '../../../src/run/runner/output/redactor.ts';
import { secretForms } from '../../../src/run/runner/output/secret-forms.ts';
import { makeOutputTeller } from '../../../src/run/runner/output/teller.ts';

const secret = `tr0ub4dor&3/ü'"\\`;

/** What is told of output that comes in these pieces, with a secret that is hidden. */
function told(pieces: readonly (Uint8Array | string)[], secrets = [secret]): string {
  const redactor = makeRedactor();
  for (const one of secrets) redactor.hide(one);
  const texts: string[] = [];
  const recorder = makeRecorder(redactor, (_, text) => void texts.push(text));
  for (const piece of pieces) recorder.print('out', piece);
  recorder.end();
  return texts.join('');
}

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const forms: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': (text) => encodeURIComponent(text),
  'percent-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in JSON': (text) => JSON.stringify({ a: text }),
  'in JSON of ASCII': (text) => JSON.stringify(text).replace('ü', '\\u00fc'),
  'in JSON of PHP': (text) => JSON.stringify(text).replace('ü', '\\u00fc').replace('/', '\\/'),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify({ a: text })),
  'in HTML': (text) => text.replace('&', '&amp;').replace("'", '&#39;').replace('"', '&quot;'),
  'in what a shell traces': (text) => `'${text.replace("'", "'\\''")}'`,
  'in SQL': (text) => `'${text.replace("'", "''")}'`,
  'in Python': (text) => `'${text.replace('\\', '\\\\').replace("'", "\\'")}'`,
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'behind a name in base64': (text) => Buffer.from(`user:${text}`).toString('base64'),
  'between others in base64': (text) => Buffer.from(`x${text}yz`).toString('base64'),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
};

describe('output', () => {
  it.each(Object.keys(forms))('shows no secret %s, wherever it is cut', (form) => {
    const written = forms[form]!(secret);
    const essence = secretForms(secret).find((one) => written.includes(one.toString()))!;
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.nat(), { maxLength: 12 }),
        (before, after, places) => {
          const bytes = Buffer.from(`${before}${written}${after}`.toWellFormed());
          const shown = told(cut(bytes, places));
          expect(shown).not.toContain(essence.toString());
          expect(shown).toContain('***');
        },
      ),
    );
  });

  it('is the same however it is cut, and whole where nothing is secret', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.nat()),
        fc.array(fc.string({ minLength: 1, maxLength: 5 })),
        (text, places, secrets) => {
          const bytes = Buffer.from(text.toWellFormed().replaceAll('\0', ''));
          expect(told(cut(bytes, places), secrets)).toBe(told([bytes], secrets));
          expect(told(cut(bytes, places), [])).toBe(bytes.toString());
        },
      ),
    );
  });

  it('hides secrets that overlap, or lie in one another', () => {
    expect(told(['xab', 'cdx'], ['ab', 'bcd'])).toBe('x***x');
    expect(told(['pass', 'word1', ' pass'], ['pass', 'password1'])).toBe('*** ***');
    expect(told(['aaaaaaa'], ['aaa'])).toBe('***');
  });

  it('hides a long one also in lines of base64', () => {
    const long = 'correct horse battery staple '.repeat(6);
    const encoded = Buffer.from(`${long}\n`).toString('base64').replace(/.{76}/g, '$&\n');
    const shown = told([encoded], [long]);
    for (const line of encoded.split('\n').slice(0, -1)) expect(shown).not.toContain(line.slice(0, 40));
  });

  it('is told from its beginning and its end, in between is counted', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `${String(i).padStart(9, '0')}\n`);
    const all = lines.join('');
    const shown = told(lines, []);
    expect(shown.startsWith(all.slice(0, HEAD))).toBe(true);
    expect(shown.endsWith(all.slice(-TAIL))).toBe(true);
    const leftOut = (all.length - HEAD - TAIL).toLocaleString('en');
    expect(shown.slice(HEAD, -TAIL)).toBe(`\n[lull: ${leftOut} bytes of stdout left out]\n`);
  });

  it('shows no part of a secret where it is cut off', () => {
    const long = 'S3CR3T-'.repeat(40);
    for (const before of [HEAD - 20, HEAD - long.length, HEAD, HEAD + 500_000]) {
      for (const after of [TAIL - 20, TAIL - long.length - 5, TAIL + 3, 0]) {
        const shown = told(['a'.repeat(before), long, 'b'.repeat(after)], [long]);
        expect(shown).not.toMatch(/S3CR|R3T/);
      }
    }
  });

  it('that is one secret after the other, byte by byte, costs no more than its length', () => {
    const bytes = Array.from({ length: HEAD + 10 }, () => 'a');
    expect(told(bytes, ['aaaa'])).toBe('\n[lull: 10 bytes of stdout left out]\n***');
  });

  it('of both streams is told what room there is', () => {
    const redactor = makeRedactor();
    const sizes = { out: 0, err: 0 };
    const recorder = makeRecorder(redactor, (stream, text) => {
      sizes[stream] += text.length;
    });
    recorder.print('out', 'x'.repeat(HEAD));
    for (let i = 0; i < 4; i += 1) {
      recorder.print('out', 'o'.repeat(TAIL));
      recorder.print('err', 'e'.repeat(TAIL));
    }
    recorder.end();
    expect(sizes.out - HEAD).toBe(TAIL / 2);
    expect(sizes.err).toBeGreaterThanOrEqual(TAIL / 2);
    expect(sizes.err).toBeLessThan(TAIL / 2 + 200);
  });

  it('has no NUL and no half of a character', () => {
    expect(told([Buffer.from([0x61, 0, 0xc3]), Buffer.from([0xbc, 0xff])])).toBe('a\u2400ü\ufffd');
  });

  it('of a gigabyte costs no more memory than of a megabyte', () => {
    const redactor = makeRedactor();
    redactor.hide(secret);
    let length = 0;
    const recorder = makeRecorder(redactor, (_, text) => {
      length += text.length;
    });
    const piece = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let i = 0; i < 16_384; i += 1) {
      recorder.print(i % 3 ? 'out' : 'err', piece);
      if (i % 1_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    recorder.end();
    expect(length).toBeLessThan(HEAD + TAIL + 200);
    expect(most).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('the teller', () => {
  const about = { run: 'r', part: 0, phase: 'forward', place: 0, attempt: 1, at: 0, stream: 'out' } as const;

  it('numbers without gaps, joins what is small and cuts what is large', async () => {
    const got: Output[] = [];
    const teller = makeOutputTeller({ output: async (all) => void got.push(...all) });
    const numbers = { next: 1 };
    for (const text of ['a', 'b', 'ü'.repeat(40_000), '🙂'.repeat(20_000)]) {
      teller.tell({ output: { ...about, text }, numbers });
    }
    const stopping = new AbortController();
    const running = teller.run(stopping.signal);
    await expect.poll(() => got.map(({ text }) => text).join('').length).toBe(80_002);
    stopping.abort();
    await running;
    expect(got.map(({ number }) => number)).toEqual(got.map((_, i) => i + 1));
    expect(got.every(({ text }) => text.length <= 16_384 && text.isWellFormed())).toBe(true);
  });

  it('leaves out what nobody takes, and says so', async () => {
    const got: Output[] = [];
    let isAway = true;
    const teller = makeOutputTeller({
      async output(all) {
        if (isAway) throw new Error('away');
        got.push(...all);
      },
    });
    const numbers = { next: 1 };
    const text = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 8; i += 1) teller.tell({ output: { ...about, text }, numbers });
    const stopping = new AbortController();
    const running = teller.run(stopping.signal);
    isAway = false;
    await expect.poll(() => got.map((one) => one.text).join('').length).toBe(4 * text.length);
    teller.tell({ output: { ...about, text: 'late' }, numbers });
    await expect.poll(() => got.at(-1)?.text).toBe('late');
    expect(got.at(-2)?.text).toContain('4,194,304 characters left out');
    stopping.abort();
    await running;
  });

  it('adds nothing to what may be stored already, though its answer was lost', async () => {
    const stored = new Map<number, string>();
    let calls = 0;
    const teller = makeOutputTeller({
      async output(all) {
        calls += 1;
        for (const { number, text } of all) if (!stored.has(number)) stored.set(number, text);
        if (calls === 1) throw new Error('the answer was lost');
      },
    });
    const numbers = { next: 1 };
    const stopping = new AbortController();
    const running = teller.run(stopping.signal);
    teller.tell({ output: { ...about, text: 'a' }, numbers });
    await expect.poll(() => calls).toBe(1);
    teller.tell({ output: { ...about, text: 'b' }, numbers });
    await expect.poll(() => [...stored.values()].join('')).toBe('ab');
    stopping.abort();
    await running;
  });
});
