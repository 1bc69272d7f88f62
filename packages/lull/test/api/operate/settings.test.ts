import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverSettings, settingsReference } from '../../../src/api/operate/settings.ts';
import type { LullError } from '../../../src/errors.ts';

describe('the settings of the server', () => {
  it('have usual values, so that nothing needs to be set', () => {
    expect(serverSettings({})).toEqual({
      host: '127.0.0.1',
      port: 4747,
      store: { databaseUrl: undefined, folder: './lull-data', listenUrl: undefined, pool: 10 },
      steps: { local: null, folder: join('lull-data', 'runner') },
      rate: { perSecond: 100, burst: 200 },
      log: 'info',
      metricsToken: null,
      stopWithin: 30_000,
      secrets: [],
    });
  });

  it('are taken from the environment, and options beat it', () => {
    const env = {
      LULL_ADDRESS: '[::1]:80',
      DATABASE_URL: 'postgres://lull:p%40ssw%C3%B6rd@db/lull',
      LULL_LOG: 'debug',
      LULL_METRICS_TOKEN: 'sixteen-or-more-of-them',
      LULL_OIDC_CLIENT_SECRET: 'the provider gave it',
      LULL_MAIL_URL: 'smtps://lull:for%20mail@mail.example.com',
      LULL_STOP_WITHIN: '1m',
      LULL_DATA: ' ',
      LULL_LOCAL_STEPS: '/etc/lull/steps',
      LULL_RUNNER_FOLDER: '/var/lib/runner',
    };
    expect(serverSettings(env)).toMatchObject({
      host: '::1',
      port: 80,
      store: { databaseUrl: env.DATABASE_URL, folder: './lull-data' },
      log: 'debug',
      stopWithin: 60_000,
      steps: { local: '/etc/lull/steps', folder: '/var/lib/runner' },
    });
    expect(serverSettings(env, { listen: '0.0.0.0:81', data: '/d', localSteps: '/s' })).toMatchObject({
      host: '0.0.0.0',
      port: 81,
      store: { databaseUrl: undefined, folder: '/d' },
      steps: { local: '/s' },
    });
    expect(new Set(serverSettings(env).secrets)).toEqual(
      new Set(['sixteen-or-more-of-them', 'the provider gave it', 'p@sswörd', 'for mail']),
    );
  });

  it.each([
    ['LULL_ADDRESS', 'localhost'],
    ['LULL_ADDRESS', 'localhost:65536'],
    ['LULL_ADDRESS', 'localhost:0'],
    ['LULL_ADDRESS', '::1:80'],
    ['LULL_LOG', 'verbose'],
    ['LULL_METRICS_TOKEN', 'short'],
    ['LULL_POOL', '1'],
    ['LULL_POOL', 'ten'],
    ['LULL_RATE', '-1'],
    ['LULL_RATE', '0.5'],
    ['LULL_STOP_WITHIN', '0s'],
    ['LULL_STOP_WITHIN', 'soon'],
  ])('are refused by name where they cannot be: %s=%s', (name, value) => {
    let refused: LullError | null = null;
    try {
      serverSettings({ [name]: value });
    } catch (error) {
      refused = error as LullError;
    }
    expect(refused).toMatchObject({ code: 'bad-setting', details: { setting: name } });
    expect(refused!.message).toContain(name);
  });

  it('are each explained once', () => {
    const names = settingsReference.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
