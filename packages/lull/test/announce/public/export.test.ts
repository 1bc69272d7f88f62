import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNginx } from '../../../../../bench/nginx.ts';
import { freePort, isInstalled } from '../../../../../test/peers/process.ts';
import type { Published } from '../../../src/announce/contract.ts';
import { publicDocuments } from '../../../src/announce/public/documents.ts';
import { contentOf, filesOf } from '../../../src/announce/public/files.ts';
import { keptFolder, type OneFile } from '../../../src/announce/public/folder.ts';
import { runExport } from '../../../src/announce/public/run-export.ts';
import { loadWords } from '../../../src/announce/words/load.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { pgliteInMemory } from '../../store/pglite-in-memory.ts';
import { noon, sample } from '../status/sample.ts';
import { servePublic } from '../status/serve.ts';
import { publicWorld } from './support.ts';

const vocabulary = await loadWords(null);
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lull-export-'));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asFiles = (published: Published, url: string | null = null): OneFile[] =>
  filesOf(published, publicDocuments, vocabulary.languages).map((file) => {
    return { path: file.path, content: () => contentOf(file, { published, vocabulary, now: noon, url }) };
  });
const there = async (): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
};
const text = (path: string) => readFile(join(folder, path), 'utf8');
const one = (path: string, content: string): OneFile => ({ path, content: () => Buffer.from(content) });

describe('everything public as files', () => {
  it('stands in a folder: pages, feeds, JSON and banner, in every language', async () => {
    await keptFolder(folder).keep(asFiles(sample()));
    const paths = await there();
    for (const path of [
      'index.html',
      'de/index.html',
      'status/shop.html',
      'de/status/shop.html',
      'assets/status.css',
      'feeds/all.ics',
      'feeds/bank.atom',
      'de/feeds/all.json',
      'api/v2/summary.json',
      'banner.js',
      'banner/shop.json',
    ]) {
      expect(paths).toContain(path);
    }
    expect(await text('de/index.html')).toContain('<html lang="de"');
    expect(await text('index.html')).not.toContain('<form');
  });

  it('has links that lead to its files wherever it stands', async () => {
    await keptFolder(folder).keep(asFiles(sample()));
    const paths = new Set(await there());
    for (const path of [...paths].filter((each) => each.endsWith('.html'))) {
      const links = [...(await text(path)).matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, link]) => link!);
      expect(links.length).toBeGreaterThan(8);
      for (const link of links.filter((each) => !/^(?:https?|data):/.test(each))) {
        const to = posix.join(posix.dirname(path), decodeURIComponent(link));
        expect([path, link, paths.has(to)]).toEqual([path, link, true]);
      }
    }
  });

  it('leads from feeds, JSON and banner to its files where it is known where they are', async () => {
    await keptFolder(folder).keep(asFiles(sample(), 'https://cdn.example/site'));
    for (const path of (await there()).filter((each) => /\.(?:ics|atom|json)$/.test(each))) {
      if (path.startsWith('.')) continue;
      const unfolded = (await text(path)).replaceAll('\r\n ', '');
      const links = [...unfolded.matchAll(/https:\/\/(?:cdn|lull)\.example[^\s"<\\]*/g)].map(
        ([link]) => link,
      );
      // What names an event or a feed for ever is the same as on the server.
      const elsewhere = links.filter((link) => !link.startsWith('https://cdn.example/site/'));
      expect([path, elsewhere]).toEqual([
        path,
        path.endsWith('.atom') ? [`https://lull.example.com/${path.replace(/^de\//, '')}`] : [],
      ]);
    }
    expect(await text('de/feeds/all.atom')).toContain('href="https://cdn.example/site/de/feeds/all.atom"');
    expect(await text('de/feeds/all.atom')).toContain('https://cdn.example/site/de/index.html#dt-running');
    expect(await text('feeds/shop.json')).toContain('"https://cdn.example/site/status/shop.html"');
    expect(await text('feeds/all.ics')).toContain('UID:running@lull.example.com');
    expect(JSON.parse(await text('banner/shop.json')).downtimes[0].url).toBe(
      'https://cdn.example/site/index.html#dt-running',
    );
    expect(JSON.parse(await text('api/v2/summary.json')).page.url).toBe(
      'https://cdn.example/site/index.html',
    );
  });

  it('loses what is gone, keeps what is not its own, and touches nothing that stays', async () => {
    await writeFile(join(folder, 'robots.txt'), 'ours');
    const kept = keptFolder(folder);
    await kept.keep([one('a.html', 'a'), one('de/b.html', 'b')]);
    const before = await stat(join(folder, 'a.html'));
    expect(await kept.keep([one('a.html', 'a'), one('c.html', 'c')])).toEqual({ written: 1, removed: 1 });
    expect(await there()).toEqual(['.lull-files.json', 'a.html', 'c.html', 'robots.txt']);
    expect((await stat(join(folder, 'a.html'))).mtimeMs).toBe(before.mtimeMs);
    // Another process, which has written nothing yet, knows them too.
    const another = keptFolder(folder);
    expect(await another.keep([one('c.html', 'c')])).toEqual({ written: 0, removed: 1 });
    expect(await there()).toEqual(['.lull-files.json', 'c.html', 'robots.txt']);
  });

  it('takes away what a crash has left half, and never what somebody wrote into its list', async () => {
    await mkdir(join(folder, 'site'));
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await writeFile(join(folder, 'site/.lull-0123456789ab.part'), 'half');
    const listed = ['../mine.txt', '/etc/hostname', 'a/../../x', '.ssh/key', 3, 'old.html'];
    await writeFile(join(folder, 'site/.lull-files.json'), JSON.stringify(listed));
    await writeFile(join(folder, 'site/old.html'), 'old');
    const kept = keptFolder(join(folder, 'site'));
    expect(await kept.keep([one('new.html', 'new')])).toEqual({ written: 1, removed: 1 });
    expect(await there()).toEqual(['mine.txt', 'site/.lull-files.json', 'site/new.html']);
    await writeFile(join(folder, 'site/.lull-files.json'), '{ broken');
    await keptFolder(join(folder, 'site')).keep([one('new.html', 'new')]);
  });

  it('writes nothing outside, whoever says so, and nothing at all where it only compares', async () => {
    const kept = keptFolder(join(folder, 'site'));
    for (const path of ['../x', '/x', 'a/../../x', '', 'a//b', '.htaccess', 'a\\b', 'a\0b']) {
      await expect(kept.keep([one(path, 'x')])).rejects.toThrow('is no path');
    }
    expect(await kept.compare([one('a.html', 'a')])).toEqual({ written: 1, removed: 0 });
    expect(await there()).toEqual([]);
    await kept.keep([one('a.html', 'a'), one('b.html', 'b')]);
    expect(await kept.compare([one('a.html', 'a'), one('c.html', 'c')])).toEqual({ written: 1, removed: 1 });
    expect(await there()).toEqual(['site/.lull-files.json', 'site/a.html', 'site/b.html']);
  });

  it('writes what it can where one file cannot be written, and says so', async () => {
    await mkdir(join(folder, 'index.html'));
    const kept = keptFolder(folder);
    const files = [one('index.html', 'x'), one('status/shop.html', 'y')];
    await expect(kept.keep(files)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await text('status/shop.html')).toBe('y');
    expect((await there()).filter((path) => path.includes('.part'))).toEqual([]);
    await rm(join(folder, 'index.html'), { recursive: true });
    expect(await kept.keep(files)).toEqual({ written: 1, removed: 0 });
  });

  it('is written again after each change, and a broken disk stops nothing', async () => {
    const store = await pgliteInMemory();
    const world = await publicWorld(store);
    const stopping = new AbortController();
    const told: string[] = [];
    const log = { ...silent, error: (_: object, message: string) => void told.push(message) };
    const target = join(folder, 'site');
    // A file stands where the folder should be.
    await writeFile(target, 'in the way');
    let next = Promise.withResolvers<Published>();
    const written = (published: Published): void => {
      next.resolve(published);
      next = Promise.withResolvers();
    };
    const { publisher } = world;
    const parts = { url: null, publisher, documents: publicDocuments, vocabulary, log, written };
    const running = runExport({ ...parts, folder: target, signal: stopping.signal });
    try {
      await expect
        .poll(() => told)
        .toContain('the public pages cannot be written as files: what is there is old');
      await rm(target);
      const first = next.promise;
      await createDowntime(world.keeper, owner, { ...tonight, schedule: true });
      await publisher.refresh();
      await first;
      expect(await text('site/index.html')).toContain('Move the database');
    } finally {
      stopping.abort();
      await running;
      await world.close();
      await store.close();
    }
  });
});

const missing = isInstalled('nginx') || isInstalled('../sbin/nginx') ? '' : ' (nginx is missing)';
describe.skipIf(missing !== '')(`the files behind a real nginx${missing}`, () => {
  it('are what the server gives, and lead from page to page', async () => {
    await keptFolder(join(folder, 'deep/site')).keep(asFiles(sample()));
    await chmod(join(folder, 'deep'), 0o755);
    const port = await freePort();
    const served = await servePublic(sample, () => noon);
    const nginx = await startNginx(`server { listen 127.0.0.1:${port}; root ${folder}; }`);
    try {
      const base = `http://127.0.0.1:${port}/deep/site/`;
      for (const path of ['feeds/all.ics', 'feeds/shop.atom', 'api/v2/summary.json', 'banner/all.json']) {
        const [file, own] = await Promise.all([fetch(`${base}${path}`), fetch(`${served.url}/${path}`)]);
        expect([path, file.status, await file.text()]).toEqual([path, 200, await own.text()]);
      }
      const seen = new Set<string>();
      const next = [`${base}index.html`];
      for (let url = next.pop(); url !== undefined; url = next.pop()) {
        if (seen.has(url)) continue;
        seen.add(url);
        const answer = await fetch(url);
        expect([url, answer.status]).toEqual([url, 200]);
        if (!url.endsWith('.html')) continue;
        const links = [...(await answer.text()).matchAll(/href="([^"#]+\.(?:html|css|ics|atom|json))"/g)];
        next.push(...links.map(([, link]) => new URL(link!, url).href));
      }
      expect(seen.size).toBeGreaterThan(15);
    } finally {
      await nginx.stop();
      await served.stop();
    }
  });
});
