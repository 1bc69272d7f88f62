import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { constants, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInputs, lookInto, openChunks } from '../../src/traffic/inputs.ts';
import { scratchFolder } from './support/logs.ts';

const scratch = scratchFolder();
const folder = dirname(scratch.path('x'));
const text = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `line ${i} ${Math.sin(i)}\n`).join(''));
const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const junk = Buffer.from('this is no part of it '.repeat(99));

async function unpacked(bytes: Buffer): Promise<{ bytes: Buffer; why: string | null }> {
  const [input] = await findInputs([scratch.write('archive', bytes)]);
  let why: string | null = null;
  const parts: Buffer[] = [];
  const onTorn = (reason: string) => {
    why = reason;
  };
  for await (const chunk of openChunks(input!, { onTorn })) parts.push(chunk);
  return { bytes: Buffer.concat(parts), why };
}

const names = async (...locations: string[]) =>
  (await findInputs(locations)).map(({ path }) => (path === null ? '-' : relative(folder, path)));

/** Root may read anything, so what is refused has to be tried as somebody else. */
async function asNobody(attempt: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    await attempt();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

describe('finding inputs', () => {
  it('reads a rotated set oldest first, by number, by day, and several sets one after the other', async () => {
    mkdirSync(scratch.path('rotated'));
    for (const name of [
      'a.log',
      'a.log.1',
      'a.log.2.gz',
      'a.log.10.gz',
      'b.log-20260105',
      'b.log-20260104.zst',
      'b.log',
    ]) {
      scratch.write(`rotated/${name}`, 'x');
    }
    expect(await names(scratch.path('rotated/*'))).toEqual(
      ['a.log.10.gz', 'a.log.2.gz', 'a.log.1', 'a.log', 'b.log-20260104.zst', 'b.log-20260105', 'b.log'].map(
        (n) => `rotated/${n}`,
      ),
    );
  });

  it('takes what looks like traffic from a folder, and no file twice', async () => {
    mkdirSync(scratch.path('mixed/inner.log'), { recursive: true });
    for (const name of [
      'access.log',
      '.hidden.log',
      'error.log',
      'figures.csv',
      'notes.md',
      'u_ex260105.log',
    ]) {
      scratch.write(`mixed/${name}`, 'x');
    }
    symlinkSync('access.log', scratch.path('mixed/current.log'));
    const found = await names(
      scratch.path('mixed'),
      scratch.path('mixed/*.csv'),
      scratch.path('mixed/access.log'),
      '-',
      '-',
    );
    expect(found.sort()).toEqual(['-', 'mixed/access.log', 'mixed/figures.csv', 'mixed/u_ex260105.log']);
  });

  it('prefers a file to the glob that its name would be', async () => {
    const path = scratch.write('odd[1].log', 'x');
    scratch.write('odd1.log', 'x');
    expect(await names(path)).toEqual(['odd[1].log']);
  });

  it.each(['nothing*.log', 'missing.log', 'empty-folder', 'archive/inner.log'])(
    'names %s when nothing is there',
    async (name) => {
      mkdirSync(scratch.path('empty-folder'), { recursive: true });
      scratch.write('archive', 'x');
      const error = await findInputs([scratch.path(name)]).catch((e) => e);
      expect(error).toMatchObject({ code: 'source-not-found', message: expect.stringContaining(name) });
    },
  );

  it('says that a file may not be read', async () => {
    const path = scratch.write('secret.log', 'x');
    chmodSync(path, 0);
    const [input] = await findInputs([path]);
    const refused = { code: 'source-unreadable', message: expect.stringContaining('permission denied') };
    await asNobody(() => expect(lookInto(input!, () => null)).rejects.toMatchObject(refused));
  });

  it('says that a file is gone, or is a folder by now', async () => {
    const gone = { name: 'gone', path: scratch.path('gone'), size: 5 };
    await expect(openChunks(gone).next()).rejects.toMatchObject({ code: 'source-unreadable' });
    await expect(openChunks({ ...gone, path: folder }).next()).rejects.toMatchObject({
      code: 'source-unreadable',
    });
  });
});

describe.each([
  ['gzip', gzipSync, (bytes: Buffer) => gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })],
  ['Zstandard', (bytes: Buffer | string) => zstdCompressSync(bytes, withChecksum), null],
] as const)('unpacking %s', (_, pack, readable) => {
  const packed = pack(text);

  it('gives the text of one archive, of several in one file, and of one that is padded with zeros', async () => {
    expect(await unpacked(packed)).toEqual({ bytes: text, why: null });
    expect(await unpacked(Buffer.concat([packed, pack('and more'), packed]))).toEqual({
      bytes: Buffer.concat([text, Buffer.from('and more'), text]),
      why: null,
    });
    expect(await unpacked(Buffer.concat([packed, Buffer.alloc(70_000)]))).toEqual({ bytes: text, why: null });
  });

  it('gives all of an archive that garbage follows, and reports it', async () => {
    for (const tail of [junk, Buffer.from('x'), Buffer.from([0, 0, 7])]) {
      expect(await unpacked(Buffer.concat([packed, tail]))).toEqual({
        bytes: text,
        why: expect.stringContaining('garbage'),
      });
    }
  });

  it('gives what can be read of a torn archive, and reports it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: packed.length - 1 }), async (length) => {
        const torn = packed.subarray(0, length);
        const { bytes, why } = await unpacked(torn);
        expect(why).toContain('torn');
        expect(text.subarray(0, bytes.length).equals(bytes)).toBe(true);
        if (readable && length > 10) expect(bytes).toHaveLength(readable(torn).length);
      }),
      { numRuns: 15 },
    );
  });

  it('never gives a damaged archive without reporting it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 12, max: packed.length - 9 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(packed);
          damaged[at]! ^= flip;
          const { bytes, why } = await unpacked(damaged);
          if (why === null) expect(bytes.equals(text)).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });
});

it('looks at the beginning of standard input and then reads it whole, packed or not', () => {
  const program = `
    const { findInputs, lookInto, openChunks } = await import(${JSON.stringify(new URL('../../src/traffic/inputs.ts', import.meta.url).href)});
    const [input] = await findInputs(['-']);
    const { head } = await lookInto(input, () => true);
    const again = (await lookInto(input, () => null)).head;
    let length = 0;
    for await (const chunk of openChunks(input)) length += chunk.length;
    console.log(head.length, head.equals(again), length);`;
  for (const input of [text, gzipSync(text)]) {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      input,
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe(`65536 true ${text.length}`);
  }
});
