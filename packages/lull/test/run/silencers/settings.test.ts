import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mistake } from '../../../src/catalog/mistakes.ts';
import type { LullError } from '../../../src/errors.ts';
import { loadSilencers, readSilencers } from '../../../src/run/silencers/settings/load.ts';

describe('the file that names monitors', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lull-silencers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const file = async (text: string, mode = 0o600, name = 'silencers.yaml') => {
    const path = join(folder, name);
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };

  it('is read with its secrets where they are, and they are none of what is read', async () => {
    const token = await file('a token\n', 0o600, 'token');
    const LULL_SILENCERS = await file(`
silencers:
  alerts: { kind: alertmanager, url: http://127.0.0.1:9093/prefix/, token: { file: ${token} } }
  icinga: { kind: icinga2, url: https://icinga:5665, user: lull, password: { variable: ICINGA }, ca: /ca.pem }
  pager: { kind: webhook, url: https://pager.example.com/hook, secret: { variable: PAGER } }
`);
    const { silencers, warnings } = await loadSilencers({ LULL_SILENCERS, ICINGA: 'x', PAGER: 'y' });
    expect([...silencers.keys()]).toEqual(['alerts', 'icinga', 'pager']);
    expect(silencers.get('alerts')).toEqual({
      kind: 'alertmanager',
      url: 'http://127.0.0.1:9093/prefix',
      token: { file: token },
    });
    expect(warnings).toEqual([]);
    expect(JSON.stringify([...silencers])).not.toContain('a token');
  });

  it('is warned of where others may read it, its secrets, or what is sent', async () => {
    const token = await file('a token\n', 0o644, 'seen');
    const LULL_SILENCERS = await file(
      `silencers: { a: { kind: alertmanager, url: "http://a", token: { file: ${token} } } }`,
      0o644,
    );
    const { warnings } = await loadSilencers({ LULL_SILENCERS });
    expect(warnings.map((text) => text.split(' ')[0])).toEqual(['a', LULL_SILENCERS, token]);
    const plain = await file('silencers: { a: { kind: webhook, url: "http://a", secret: { variable: A } } }');
    expect((await loadSilencers({ LULL_SILENCERS: plain, A: 'x' })).warnings).toEqual([]);
  });

  it('may be none, and must be there where it is named', async () => {
    expect((await loadSilencers({})).silencers.size).toBe(0);
    expect((await loadSilencers({ LULL_SILENCERS: ' ' })).silencers.size).toBe(0);
    await expect(loadSilencers({ LULL_SILENCERS: join(folder, 'none') })).rejects.toMatchObject({
      code: 'bad-setting',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('wants secrets that are there', async () => {
    const LULL_SILENCERS = await file(`silencers:
  a: { kind: alertmanager, url: "http://a", token: { variable: NOT_SET } }
  b: { kind: webhook, url: "http://b", secret: { file: /nowhere/secret } }
`);
    await expect(loadSilencers({ LULL_SILENCERS })).rejects.toMatchObject({
      code: 'bad-config',
      details: {
        mistakes: [
          { line: 2, field: 'silencers.a.token', message: 'NOT_SET is not set' },
          { line: 3, field: 'silencers.b.secret', message: '/nowhere/secret cannot be read (ENOENT)' },
        ],
      },
    });
  });
});

const mistakesIn = (text: string): string[] => {
  try {
    readSilencers(text, 'f');
    return [];
  } catch (error) {
    const { mistakes } = (error as LullError).details as { mistakes: readonly Mistake[] };
    return mistakes.map(
      ({ line, field, message, hint }) => `${line} ${field} ${message}${hint ? ` ${hint}` : ''}`,
    );
  }
};

describe('mistakes in it', () => {
  const one = (fields: string) => `silencers:\n  a: { ${fields} }`;
  it.each([
    ['', '1  null is not a block of fields'],
    ['silencers: []', '1 silencers is no block of monitors'],
    ['silencer: {}', '1 silencer is not a field here; the fields are silencers silencers'],
    [one('url: "http://a"'), '2 silencers.a.kind is missing; the kinds are alertmanager, icinga2, webhook'],
    [
      one('kind: icinga'),
      '2 silencers.a.kind "icinga" is none; the kinds are alertmanager, icinga2, webhook icinga2',
    ],
    [one('kind: alertmanager'), '2 silencers.a.url is missing'],
    [one('kind: alertmanager, url: "ftp://a"'), '2 silencers.a.url is not an address'],
    [one('kind: alertmanager, url: "http://u:hunter2@a"'), '2 silencers.a.url has a user or password in it'],
    [one('kind: alertmanager, url: "http://a?b=c"'), '2 silencers.a.url has a query'],
    [
      one('kind: alertmanager, url: "http://a", tokn: { variable: A }'),
      '2 silencers.a.tokn is not a field here; the fields are kind, url, ca, certificateName, user, password, token token',
    ],
    [one('kind: alertmanager, url: "http://a", token: hunter2'), '2 silencers.a.token is not a reference'],
    [
      one('kind: alertmanager, url: "http://a", token: { file: hunter2 }'),
      '2 silencers.a.token.file is not an absolute path',
    ],
    [one('kind: alertmanager, url: "http://a", user: u'), '2 silencers.a.password and user belong together'],
    [
      one('kind: alertmanager, url: "http://a", user: u, password: { variable: A }, token: { variable: B }'),
      '2 silencers.a.token and user exclude each other',
    ],
    [one('kind: icinga2, url: "https://a", user: u'), '2 silencers.a.password is not a reference'],
    [one('kind: webhook, url: "https://a"'), '2 silencers.a.secret is not a reference'],
    [one('kind: webhook, url: &x "https://a", secret: { variable: A }'), '2  &x is an anchor'],
    ['silencers:\n  a: {kind: webhook}\n  a: {kind: webhook}', '3  is written twice'],
  ])('%s', (text, expected) => {
    const all = mistakesIn(text).join('\n');
    expect(all).toContain(expected);
    // Who writes a secret where a reference belongs finds it in no log.
    expect(all).not.toContain('hunter2');
  });
});
