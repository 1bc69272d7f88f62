import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { closeInput, findInputs, lookInto } from '../../src/traffic/inputs.ts';
import { combined, read, scratchFolder, sums } from './support/logs.ts';

const scratch = scratchFolder();
const inputsModule = new URL('../../src/traffic/inputs.ts', import.meta.url).href;
const lines = Array.from({ length: 5_000 }, (_, i) => combined({ client: `192.0.2.${i % 250}` })).join('\n');
const stack = Array.from({ length: 3_000 }, (_, i) => `at Shop.buy(Shop.java:${i}) [worker-3, warning]\n`);

describe('what a file begins with', () => {
  it.each([
    ['a small hole', Buffer.alloc(30_000), 0],
    ['a hole of just a piece', Buffer.alloc(65_536), 1],
    ['a hole larger than what is looked at of junk', Buffer.alloc(9_000_000), 1],
    ['text that is no log', Buffer.from(stack.join('')), 3_000],
    ['bytes that are no text', Buffer.alloc(1_500_000, 'caf\u0000\u00ff\n', 'latin1'), 250_000],
  ])('%s does not hide the log behind it', async (title, junk, skipped) => {
    for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
      const path = scratch.write(`${title}.log`, pack(Buffer.concat([junk, Buffer.from(lines)])));
      const reading = await read(path);
      expect(reading).toMatchObject({ format: 'combined', skipped: { count: skipped } });
      expect(sums(reading).requests).toBe(reading.lines - skipped);
      expect(reading.lines - skipped).toBeGreaterThanOrEqual(4_999);
    }
  });

  it('is not looked through without end', async () => {
    const path = scratch.write(
      'junk.log',
      Buffer.concat([Buffer.alloc(5_000_000, 'junk '), Buffer.from('x')]),
    );
    const pieces: number[] = [];
    const [input] = await findInputs([path]);
    await lookInto(input!, (piece) => {
      pieces.push(piece.length);
      return null;
    });
    expect(new Set(pieces)).toEqual(new Set([65_536]));
    expect(pieces).toHaveLength(64);
  });

  it.each([
    ['zst', zstdCompressSync],
    ['gz', gzipSync],
  ])('may be an archive (.%s) that breaks off before anything can be unpacked', async (suffix, pack) => {
    const torn = scratch.write(`torn.${suffix}`, pack(Buffer.from(lines)).subarray(0, 20));
    const error = { code: 'unreadable-traffic', message: expect.stringContaining('archive torn') };
    await expect(read(torn)).rejects.toMatchObject(error);
    await expect(read(torn, { format: 'combined' })).rejects.toMatchObject(error);
    await expect(read([torn, scratch.write('empty.log', '')])).rejects.toMatchObject(error);
    const reading = await read([torn, scratch.write('whole.log', lines)]);
    expect(reading).toMatchObject({
      lines: 5_001,
      skipped: { count: 1 },
      warnings: [{ code: 'torn-archive' }],
    });
  });
});

describe.skipIf(process.platform === 'win32')('a pipe with a name (needs mkfifo)', () => {
  const pipe = (name: string) => {
    execFileSync('mkfifo', [scratch.path(name)]);
    return scratch.path(name);
  };

  it('is read whole, packed or not, whatever was looked at before', async () => {
    const path = pipe('log');
    for (const bytes of [Buffer.from(lines), zstdCompressSync(lines), Buffer.from(stack.join('') + lines)]) {
      const [reading] = await Promise.all([read(path), writeFile(path, bytes)]);
      expect(sums(reading).requests).toBe(5_000);
    }
  });

  it('is kept while it is looked at, and let go of when it is done with', async () => {
    const path = pipe('looked-at');
    const writer = spawn(process.execPath, [
      '-e',
      'const fs = require("fs"); const to = fs.openSync(process.argv[1], "w");' +
        'try { for (;;) fs.writeSync(to, "x".repeat(1000)); } catch (error) { console.log(error.code); }',
      path,
    ]);
    const said = once(writer.stdout, 'data');
    const [input] = await findInputs([path]);
    const heads = [await lookInto(input!, () => null), await lookInto(input!, () => true)];
    expect(heads.map(({ head }) => head.equals(Buffer.alloc(65_536, 'x')))).toEqual([true, true]);
    await closeInput(input!);
    expect(String((await said)[0])).toContain('EPIPE');
  });
});

describe.skipIf(process.platform !== 'linux')('a wait that is interrupted (pipes of Linux)', () => {
  const waits = `
    const { findInputs, lookInto, openChunks } = await import(${JSON.stringify(inputsModule)});
    const [input] = await findInputs([process.argv[1]]);
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = process.argv[2] === 'look' ? lookInto(input, () => null, signal) : openChunks(input, { signal }).next();
    // Whenever the signal comes, the answer is the same.
    setTimeout(() => controller.abort(), 50);
    await waiting.catch(({ code }) => console.log(code));`;

  it.each([
    ['standard input that says nothing', '-', 'look'],
    ['standard input that says nothing, when it is read', '-', 'read'],
    ['a pipe that nobody writes', 'silent', 'look'],
    ['a pipe that nobody writes, when it is read', 'silent', 'read'],
  ])('%s: it ends, and so does the process', async (_title, name, how) => {
    const path = name === '-' ? '-' : scratch.path(name);
    if (name !== '-') spawnSync('mkfifo', [path]);
    const child = spawn(process.execPath, ['--input-type=module', '-e', waits, path, how]);
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said.trim()).toBe('interrupted');
    child.stdin.destroy();
  });
});
