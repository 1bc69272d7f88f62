import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../peers/process.ts';
import { type LullServer, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

const place = mkdtempSync(join(tmpdir(), 'lull-disk-full-'));
let disk: SmallDisk | null = null;
const servers: LullServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.kill();
  disk?.unmount();
  rmSync(place, { recursive: true, force: true });
});

it('a server whose disk is full refuses, ends by itself, and goes on when there is room', async (context) => {
  disk = smallDisk(place, 150);
  if (disk === null) return context.skip('mount is missing: only root has it');
  const options = { port: await freePort(), folder: join(disk.path, 'data') };
  const start = () => {
    const started = startLullServer(options);
    servers.push(started);
    return started;
  };
  const server = start();
  const ready = await server.ready;
  const key = await becomeOwner(ready);
  fill(disk.path);

  let kept = '';
  const refusals = new Set<string>();
  // Each brings the database's log nearer to the room that isn't there.
  for (let ended = false; !ended; ) {
    const windows = manyWindows();
    const answer = await apply(ready.url, key, windows.text);
    if (answer === null) ended = true;
    else if (answer.status === 200) kept = windows.name;
    else refusals.add(`${answer.status} ${((await answer.json()) as { code: string }).code}`);
  }
  expect(await server.ended).toEqual({ code: 5, signal: null });
  expect(server.log()).toContain('"code":"store-halted"');
  for (const refusal of refusals) expect(refusal).toBeOneOf(['500 write-failed', '503 store-halted']);

  const soon = start();
  await expect(soon.ready).rejects.toThrow('(the disk is full)');
  expect(await soon.ended).toMatchObject({ code: 1 });

  disk.grow(400);
  const again = start();
  const { url } = await again.ready;
  const window = await fetch(`${url}/api/v1/windows/${kept}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(window.status).toBe(200);
  expect(await again.stop()).toEqual({ code: 0, signal: null });
}, 240_000);

/** Leaves too little for another file of the database's log, which has 16 MB, and enough for all else. */
function fill(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(join(path, 'ballast'), Buffer.alloc(bavail * bsize - 15 * 2 ** 20));
}

/** As many as one request may bring, of texts that can't be packed. */
function manyWindows() {
  const name = () => `w${randomBytes(8).toString('hex')}`;
  const comment = () => randomBytes(700).toString('base64');
  const of = (each: string) =>
    `  ${each}: { zone: UTC, start: 2026-01-05T02:00, duration: PT4H, comment: "${comment()}" }`;
  const names = Array.from({ length: 500 }, name);
  return { name: names[0]!, text: `windows:\n${names.map(of).join('\n')}\n` };
}

/** @returns null when nobody is there to answer */
async function apply(url: string, key: string, text: string): Promise<Response | null> {
  return fetch(`${url}/api/v1/apply`, {
    method: 'POST',
    body: text,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/yaml' },
  }).catch(() => null);
}
