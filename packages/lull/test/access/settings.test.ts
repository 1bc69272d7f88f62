import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keptSecret } from '../../src/access/secret.ts';
import { accessSettings, accessVariables } from '../../src/access/settings.ts';

const secret = 'a secret of the tests, long enough';
const read = (environment: Record<string, string>) =>
  accessSettings({ LULL_SECRET: secret, ...environment }, { url: 'http://localhost:7373', folder: null });
const oidc = {
  LULL_OIDC_ISSUER: 'https://id.example.com/',
  LULL_OIDC_CLIENT_ID: 'lull',
  LULL_OIDC_CLIENT_SECRET: 's',
};

describe('settings of identity', () => {
  it('have defaults, and an empty value is none', () => {
    expect(read({ LULL_URL: '', LULL_OIDC_ISSUER: ' ' })).toMatchObject({
      url: 'http://localhost:7373',
      secret,
      oidc: null,
    });
  });
  it('are read', () => {
    const settings = read({
      ...oidc,
      LULL_URL: 'https://lull.example.com/',
      LULL_OIDC_DEFAULT_ROLE: 'viewer',
    });
    expect(settings).toMatchObject({
      url: 'https://lull.example.com',
      oidc: { issuer: 'https://id.example.com', name: 'id.example.com', defaultRole: 'viewer' },
    });
  });
  it.each([
    ['LULL_URL', { LULL_URL: 'lull.example.com' }],
    ['LULL_URL', { LULL_URL: 'ftp://lull.example.com' }],
    ['LULL_URL', { LULL_URL: 'https://lull.example.com/path' }],
    ['LULL_URL', { LULL_URL: 'https://u:p@lull.example.com' }],
    ['LULL_SECRET', { LULL_SECRET: 'short' }],
    ['LULL_SECRET', { LULL_SECRET: '' }],
    ['LULL_OIDC_ISSUER', { ...oidc, LULL_OIDC_ISSUER: 'http://id.example.com' }],
    ['LULL_OIDC_ISSUER', { ...oidc, LULL_OIDC_ISSUER: 'http://localhost.example.com' }],
    ['LULL_OIDC_CLIENT_SECRET', { ...oidc, LULL_OIDC_CLIENT_SECRET: '' }],
    ['LULL_OIDC_DEFAULT_ROLE', { ...oidc, LULL_OIDC_DEFAULT_ROLE: 'owner' }],
    ['LULL_OIDC_DEFAULT_ROLE', { ...oidc, LULL_OIDC_DEFAULT_ROLE: 'king' }],
    ['LULL_TRUSTED_PROXIES', { LULL_TRUSTED_PROXIES: 'everybody' }],
  ])('name %s when it is wrong (%#)', (name, environment) => {
    expect(name in accessVariables).toBe(true);
    expect(() => read(environment)).toThrow(
      expect.objectContaining({ code: 'bad-setting', message: expect.stringContaining(name) }),
    );
  });
});

describe('the secret in the data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-secret-'));
  const path = join(folder, 'data', 'secret');
  afterEach(() => rmSync(join(folder, 'data'), { recursive: true, force: true }));

  it('is made once, for its owner alone', () => {
    const made = keptSecret(join(folder, 'data'));
    expect(made).toMatch(/^[\w-]{43}$/);
    expect(keptSecret(join(folder, 'data'))).toBe(made);
    expect(readFileSync(path, 'utf8')).toBe(`${made}\n`);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });
  it.skipIf(process.platform === 'win32')('is refused when others may read it', () => {
    keptSecret(join(folder, 'data'));
    chmodSync(path, 0o644);
    expect(() => keptSecret(join(folder, 'data'))).toThrow(expect.objectContaining({ code: 'bad-setting' }));
  });
  it('is refused when it was cut short', () => {
    keptSecret(join(folder, 'data'));
    writeFileSync(path, 'short');
    expect(() => keptSecret(join(folder, 'data'))).toThrow(/cut short/);
  });
  it('says so when it cannot be kept', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => keptSecret(join(folder, 'file'))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/write-failed|bad-setting/) }),
    );
  });
});
