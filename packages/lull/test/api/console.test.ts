import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import type { Env } from '../../src/api/call.ts';
import { readConsole } from '../../src/api/console/build.ts';
import { consoleRoutes } from '../../src/api/console/routes.ts';
import { problemResponse } from '../../src/api/problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'lull-console-'));
beforeAll(() => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Lull</title>');
  writeFileSync(join(folder, 'assets/index-1.js'), 'export const one = 1;');
  writeFileSync(join(folder, 'secret.txt'), 'not for the browser');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The routes, for somebody who is signed in or nobody. */
function served(isSignedIn: boolean, build = readConsole(folder)): Hono<Env> {
  const access = { actorOf: async () => (isSignedIn ? { name: 'Ada' } : null) } as unknown as Access;
  const app = new Hono<Env>();
  app.onError((error) => problemResponse(error, 'r1'));
  return app.route('/', consoleRoutes(access, build));
}

describe('the console as files', () => {
  it('is one page under every address, asked for anew each time, and lets nothing but our files in', async () => {
    for (const path of ['/console', '/console/plan', '/console/downtimes/d1?tab=notices']) {
      const answer = await served(true).request(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>Lull</title>']);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
    }
  });

  it('keeps its files for ever, packed for those who can unpack', async () => {
    const plain = await served(false).request('/console/assets/index-1.js');
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([
      null,
      'export const one = 1;',
    ]);
    const headers = { 'accept-encoding': 'br, gzip' };
    const packed = await served(false).request('/console/assets/index-1.js', { headers });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')).toBe('accept-encoding');
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe('export const one = 1;');
  });

  it('has no other files', async () => {
    for (const name of ['nothing.js', '..%2Fsecret.txt', '%2e%2e%2findex.html', '__proto__', 'constructor']) {
      const { status } = await served(true).request(`/console/assets/${name}`);
      expect([name, status]).toEqual([name, 404]);
    }
  });

  it('leads whoever is not signed in to do so, and back', async () => {
    const leads = async (path: string, isSignedIn: boolean) =>
      (await served(isSignedIn).request(path)).headers.get('location');
    expect(await leads('/console/plan?service=shop', false)).toBe(
      '/login?next=%2Fconsole%2Fplan%3Fservice%3Dshop',
    );
    expect(await leads('/', false)).toBe('/login?next=%2Fconsole');
    expect(await leads('/', true)).toBe('/console');
  });

  it('says how it is built where it was not', async () => {
    const none = readConsole(join(folder, 'nowhere'));
    expect(none).toBeNull();
    const answer = await served(true, none).request('/console');
    expect([answer.status, ((await answer.json()) as { todo: string }).todo]).toEqual([
      404,
      'Run npm run build, and start the server again.',
    ]);
  });
});
