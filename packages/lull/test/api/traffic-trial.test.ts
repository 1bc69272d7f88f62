import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';
import { readStream } from './support/stream.ts';

const folder = mkdtempSync(join(tmpdir(), 'lull-trial-'));
const log = join(folder, 'access.log');
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';

beforeAll(() => {
  const stamps = ['05/Jan/2026:01:00:10', '05/Jan/2026:01:07:00', '05/Jan/2026:02:00:00'];
  const lines = stamps.map(
    (stamp, i) =>
      `192.0.2.${i + 1} - - [${stamp} +0000] "${i === 0 ? 'POST' : 'GET'} /cart HTTP/1.1" 200 12 "-" "${browser}"`,
  );
  writeFileSync(log, `${[...lines, 'no line of a log'].join('\n')}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

describeEngines('a traffic source that is tried', (open) => {
  const serving = servingOn(open);

  it('is read as a plan would, and nothing is kept', () =>
    serving(async ({ owner }) => {
      const before = await owner('services/shop');
      const { status, json } = await owner('traffic/try', { source: `${folder}/access.log*` });
      expect(status).toBe(200);
      expect(json).toMatchObject({
        format: 'combined',
        files: 1,
        lines: 4,
        skipped: { count: 1, first: { line: 4, file: log } },
        step: 'PT5M',
        buckets: 3,
        start: '2026-01-05T01:00:00Z',
        end: '2026-01-05T02:05:00Z',
        counted: { requests: 3, writes: 1, value: null },
      });
      expect((await owner('services/shop')).json).toEqual(before.json);
    }));

  it('tells how far it is and what came of it as a stream', () =>
    serving(async ({ url, owner, openStreams }) => {
      const read = async (source: string) => {
        const stream = await tried(url, owner.key!, source);
        return stream.take(1_000);
      };
      const events = await read(log);
      const [progress] = events;
      expect([progress!.event, JSON.parse(progress!.data)]).toEqual([
        'progress',
        { bytes: 0, total: null, lines: 0 },
      ]);
      const found = events.at(-1);
      expect(found!.event).toBe('read');
      expect(JSON.parse(found!.data)).toMatchObject({ lines: 4, buckets: 3 });
      const refused = (await read(join(folder, 'none.log'))).at(-1);
      expect(refused!.event).toBe('refused');
      expect(JSON.parse(refused!.data)).toMatchObject({ code: 'source-not-found', status: 400 });
      expect(openStreams()).toBe(0);
    }));

  it('ends when whoever asked leaves, and no more than two are read for one caller', () =>
    serving(async ({ url, owner }) => {
      const silent = await startSilent();
      const source = `http://127.0.0.1:${(silent.server.address() as AddressInfo).port}?query=up`;
      const streams = [await tried(url, owner.key!, source), await tried(url, owner.key!, source)];
      await silent.asked(2);
      const { status, json } = await owner('traffic/try', { source });
      expect([status, json.code]).toEqual([429, 'too-many-requests']);
      for (const stream of streams) await stream.close();
      await silent.left(2);
      expect((await owner('traffic/try', { source: log })).status).toBe(200);
      silent.server.close();
    }));

  it('is for whoever says where the server reads, and never its standard input or its gates', () =>
    serving(async ({ owner, person, caller }) => {
      const ofShop = await person({ shop: 'owner' });
      const scheduler = await caller({ role: 'scheduler' });
      for (const other of [ofShop, scheduler]) {
        const { status, json } = await other('traffic/try', { source: log });
        expect([status, json.code]).toEqual([403, 'not-allowed']);
      }
      for (const source of ['-', 'gates']) {
        const { status, json } = await owner('traffic/try', { source });
        expect([status, json.code]).toEqual([400, 'bad-source']);
      }
    }));
});

async function tried(url: string, key: string, source: string) {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const request = { method: 'POST', body: JSON.stringify({ source }) };
  return readStream(`${url}/api/v1/traffic/try`, key, headers, request);
}

/** Takes every question and answers none. */
async function startSilent() {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const waiting = new Set<() => void>();
  const count = { asked: 0, left: 0 };
  const changed = (): void => {
    for (const look of waiting) look();
  };
  const server: Server = createServer((_, response) => {
    count.asked++;
    response.on('close', () => {
      count.left++;
      changed();
    });
    changed();
  }).listen(0, '127.0.0.1', resolve);
  await ready;
  const until = (which: keyof typeof count, many: number) =>
    new Promise<void>((done) => {
      const look = (): void => {
        if (count[which] < many) return;
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
    });
  return {
    server,
    asked: (many: number) => until('asked', many),
    left: (many: number) => until('left', many),
  };
}
