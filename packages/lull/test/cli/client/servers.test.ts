import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serverAddress, serverMeant, serverNeeded } from '../../../src/cli/client/server.ts';
import { readServers, serversFile, writeServers } from '../../../src/cli/client/servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'lull-servers-'));
let file = '';
let tried = 0;
beforeEach(() => {
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, String(tried++)));
  vi.stubEnv('LULL_SERVER', undefined);
  vi.stubEnv('LULL_KEY', undefined);
  file = serversFile();
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

const two = {
  current: 'https://a.example.org',
  keys: { 'https://a.example.org': 'lull_a', 'https://b.example.org': 'lull_b' },
};

describe('the kept servers', () => {
  it('are none where there is no file', async () => {
    expect(await readServers()).toEqual({ current: null, keys: {} });
    expect(await serverMeant(undefined)).toBeNull();
    await expect(serverNeeded(undefined)).rejects.toMatchObject({ code: 'no-server' });
  });

  it('come back as they were written, in a file of their owner alone, with nothing left beside it', async () => {
    await writeServers({ current: null, keys: {} });
    await writeServers(two);
    expect(await readServers()).toEqual(two);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(file))).toEqual(['servers.json']);
  });

  it.each([0o640, 0o604, 0o660, 0o644])(
    'are refused when others may read the file (mode %o)',
    async (mode) => {
      await writeServers(two);
      chmodSync(file, mode);
      await expect(readServers()).rejects.toMatchObject({ code: 'file-exposed' });
      await expect(serverMeant(undefined)).rejects.toMatchObject({ code: 'file-exposed' });
    },
  );

  it('are never written through a link to a file of others', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'theirs', { mode: 0o644 });
    await writeServers(two);
    rmSync(file);
    symlinkSync(other, file);
    await writeServers(two);
    expect(statSync(other).size).toBe('theirs'.length);
    expect(await readServers()).toEqual(two);
  });

  it.each(['', '[]', '{', '{"current":1,"keys":{}}', '{"current":null,"keys":{"a":1}}', 'null'])(
    'are refused when the file holds %j, and its content is not told',
    async (text) => {
      await writeServers(two);
      writeFileSync(file, text);
      await expect(readServers()).rejects.toMatchObject({ code: 'bad-setting' });
    },
  );

  it('end in a coded error where the folder cannot be written', async () => {
    writeFileSync(join(folder, 'plain'), '');
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'plain'));
    await expect(writeServers(two)).rejects.toMatchObject({ code: 'write-failed' });
  });
});

describe('the server that is meant', () => {
  it('is the named one, else the environment says, else the last login', async () => {
    await writeServers(two);
    expect(await serverMeant(undefined)).toEqual({ url: 'https://a.example.org', key: 'lull_a' });
    vi.stubEnv('LULL_SERVER', 'https://b.example.org/');
    expect(await serverMeant(undefined)).toEqual({ url: 'https://b.example.org', key: 'lull_b' });
    expect(await serverMeant('https://A.example.org')).toEqual({
      url: 'https://a.example.org',
      key: 'lull_a',
    });
    expect(await serverMeant('https://c.example.org')).toEqual({ url: 'https://c.example.org', key: null });
  });

  it('gets the key of the environment before the kept one, and needs no file with both', async () => {
    await writeServers(two);
    vi.stubEnv('LULL_KEY', 'lull_env');
    expect(await serverMeant(undefined)).toEqual({ url: 'https://a.example.org', key: 'lull_env' });
    chmodSync(file, 0o644);
    vi.stubEnv('LULL_SERVER', 'https://ci.example.org');
    expect(await serverMeant(undefined)).toEqual({ url: 'https://ci.example.org', key: 'lull_env' });
  });

  it.each([
    'lull.example.org',
    'ftp://a',
    'https://me:pw@a',
    'https://a/?x=1',
    'https://a/#b',
    '',
    'https://',
  ])('is no address such as %j', (text) => {
    expect(() => serverAddress(text)).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => serverAddress(text, true)).toThrow(expect.objectContaining({ code: 'bad-setting' }));
  });
});
