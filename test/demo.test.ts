import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresMissing } from './peers/postgres.ts';

const script = resolve(import.meta.dirname, '../scripts/demo.ts');

/** Whatever the demo begins bears its folder in what it is called with. */
const running = (folder: string): string[] =>
  spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(folder));

describe('npm run demo', { timeout: 300_000 }, () => {
  let place: string;
  let child: ChildProcess;
  let said: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'lull-demo-test-'));
    // As root the PostgreSQL runs as somebody else, who has to find its way in.
    chmodSync(place, 0o711);
    said = '';
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true, maxRetries: 20 });
  });

  /** Starts it, with its folder in one of the test's own. Resolves with how it ended. */
  function demo(...args: readonly string[]): Promise<number | null> {
    child = spawn(process.execPath, [script, '--fast', ...args], {
      env: { PATH: process.env.PATH, TMPDIR: place, TZ: 'Europe/Berlin', NODE_DISABLE_COMPILE_CACHE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const out of [child.stdout!, child.stderr!]) {
      out.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    return new Promise((done) => child.once('close', done));
  }

  const nothingIsLeft = (): void => {
    expect(readdirSync(place)).toEqual([]);
    expect(running(place)).toEqual([]);
  };

  /** The lines of it with a time say these, in this order. */
  const inOrder = (...words: readonly RegExp[]): void => {
    const times = said.split('\n').filter((line) => /^ {2}\d\d:\d\d:\d\d Europe\/Berlin {2}/.test(line));
    const places = words.map((one) => times.findIndex((line) => one.test(line)));
    expect(places.filter((one) => one < 0).length, said).toBe(0);
    expect(places, said).toEqual(places.toSorted((a, b) => a - b));
  };

  const why = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  it.skipIf(postgresMissing !== null)(`takes a shop on PostgreSQL down and brings it back${why}`, () =>
    wholeStory('postgres', /SQL on shop-db: bigint\.sql/),
  );

  it('takes a shop on PGlite down and brings it back', () =>
    wholeStory('pglite', /PUT \/order-ids\/bigint of shop-office/));

  async function wholeStory(engine: string, work: RegExp): Promise<void> {
    expect(await demo('--database', engine), said).toBe(0);

    for (const what of [
      'the shop',
      'what its customers may know',
      'the mails that they get',
      'the console',
    ]) {
      expect(said).toMatch(new RegExp(`^ {2}${what} +http://localhost:\\d+/`, 'm'));
    }
    expect(said).toMatch(/^ {4}password +[\w-]{12}$/m);
    expect(said).toMatch(/What the usual rule would cost\n +Sunday 02:00 Europe\/Berlin/);
    expect(said).toContain('the policy wants 2d of notice');
    expect(said.replace(/\s+/g, ' ')).toMatch(work);
    inOrder(
      /Six visitors have come in/,
      /Promised/,
      /Mail to ada@example\.com: Planned maintenance/,
      /The shop closes in \d+ s/,
      /The gate web-1 refuses visitors/,
      /The gate web-1 stays closed/,
      /Step “widen the order ids” begins/,
      /Step “widen the order ids” is done/,
      /Step “an order can be placed” is done/,
      /The gate web-1 is open to everybody/,
      /It is over/,
      /Mail to jonas@example\.com: Fertig/,
      /Everything held/,
    );
    expect(said).toMatch(/^ {2}promised \(1\) /m);
    expect(said).toMatch(/^ {2}actual /m);
    expect(said).toMatch(/^ {2}order ids +are bigint now$/m);
    expect(said).toMatch(/^ {2}told to come again +[1-9]\d* times$/m);
    expect(said).toMatch(/^ {2}requests lost +0$/m);
    expect(said).toMatch(/^ {2}orders +[1-9]\d* placed, 0 lost, 0 half-written$/m);
    expect(said).toMatch(/^ {2}mails +6 sent/m);
    nothingIsLeft();
  }

  it('ends everything when it is interrupted', async () => {
    const ended = demo('--database', 'pglite');
    await expect.poll(() => said, { timeout: 150_000 }).toContain('The shop is open');
    for (const one of ['lull.js serve', 'shop/main.ts']) {
      expect(running(place).filter((line) => line.includes(one))).toHaveLength(1);
    }
    child.kill('SIGINT');
    // A terminal and npm may both tell of it.
    child.kill('SIGINT');
    expect(await ended, said).toBe(130);
    expect(said).toMatch(new RegExp(`All of it has ended, and ${place}/lull-demo-\\w+ is removed`));
    nothingIsLeft();
  });

  it('says how it is called', async () => {
    expect(await demo('--help')).toBe(0);
    expect(said.split('\n')[0]).toContain('npm run demo');
    said = '';
    expect(await demo('--database', 'oracle')).toBe(2);
    expect(said).toContain('--database is postgres or pglite');
    expect(existsSync(place) && readdirSync(place)).toEqual([]);
  });
});
