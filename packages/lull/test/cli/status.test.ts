import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

describeEngines('lull status export', (open) => {
  const started = atServer(open);
  const folderFor = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'lull-status-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return folder;
  };

  it('writes what is public, says first what it would, and takes away what is gone', async () => {
    const { run, json, server } = await started();
    const { owner } = server;
    const shop = { zone: 'Europe/Berlin', public: true, title: 'Web shop' };
    await owner.send({ method: 'PUT', path: 'services/shop', body: shop, headers: { 'if-match': '*' } });
    const folder = await folderFor();
    await writeFile(join(folder, 'robots.txt'), 'mine');
    const would = await run(['status', 'export', folder, '--dry-run']);
    expect(would.stdout).toMatch(/^Would write \d+ of \d+ files to .*, and take away 0\.\n$/);
    expect(await readdir(folder)).toEqual(['robots.txt']);
    const done = await json(['status', 'export', folder]);
    expect(done.code).toBe(0);
    expect(done.json.files).toEqual(expect.arrayContaining(['index.html', 'de/index.html', 'banner.js']));
    expect(done.json.written).toBe(done.json.files.length);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('<!doctype html>');
    expect((await json(['status', 'export', folder])).json).toMatchObject({ written: 0, removed: 0 });
    expect(await readFile(join(folder, 'robots.txt'), 'utf8')).toBe('mine');
  });

  it('writes nothing for a stranger, from a server that breaks off, or outside its folder', async () => {
    const { run, server } = await started();
    const folder = await folderFor();
    expect((await run(['status', 'export', folder], server.nobody)).code).not.toBe(0);
    const lines = [
      `${JSON.stringify({ path: '../outside.html', content: 'x' })}\n`,
      `${JSON.stringify({ path: 'index.html', content: 'x' })}\n{"path": "half`,
    ];
    let sends = lines[0]!;
    const evil = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(sends);
      if (sends === lines[0]) response.end();
      else setTimeout(() => response.destroy(), 50);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void evil.close());
    const at = ['--server', `http://127.0.0.1:${(evil.address() as AddressInfo).port}`];
    const outside = await run(['status', 'export', folder, ...at]);
    expect([outside.code, outside.stderr]).toEqual([
      expect.any(Number),
      expect.stringContaining('write-failed'),
    ]);
    sends = lines[1]!;
    const broken = await run(['status', 'export', folder, ...at]);
    expect(broken.stderr).toContain('server-unreachable');
    expect(await readdir(folder)).toEqual([]);
  });
});
