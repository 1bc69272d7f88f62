import { afterEach, describe, expect, it } from 'vitest';
import { closing, gateServer } from '../../packages/gate/test/support/gate-server.ts';
import type { Beside } from './beside.ts';
import {
  type Ends,
  each,
  followed,
  kinds,
  missing,
  proxied,
  stories,
  story,
  waitsToBeTold,
} from './followed.ts';

const SECOND = 1_000;

/** A gate's clock is the server's within this. Milliseconds. */
const LEEWAY = 100;

/**
 * `LULL_OUTAGE=real`: every story, and gates live through the minute without their server. Else they are killed too,
 * and started again with clocks by which that minute is nearly over.
 */
const isReal = process.env.LULL_OUTAGE === 'real';

/** Servers, proxies and gates start many times. Milliseconds. */
const LIMIT = isReal ? 240_000 : 120_000;

const ends: Ends = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Gates that lost their server now come to shortly before an instant that is more than a minute away. */
async function comeTo(all: readonly Beside[], instant: number): Promise<void> {
  expect(instant - Date.now()).toBeGreaterThan(60 * SECOND);
  if (isReal) return;
  await each(all, ({ kill }) => kill());
  for (const { run } of all) run(instant - 5 * SECOND - Date.now());
}

function expectNotBefore(instant: number, turn: number, all: readonly Beside[]): void {
  const early = all.filter(({ visitor }) => visitor.turns[turn]!.at < instant - LEEWAY);
  expect(early.map(({ kind }) => kind)).toEqual([]);
}

describe.skipIf(kinds.length === 0)(
  `with the server killed${missing && ` (${missing})`}`,
  { timeout: LIMIT },
  () => {
    it('a minute before the start, nothing closes: nobody would do the work', {
      timeout: 200_000,
    }, async () => {
      const { all, plan, kill } = await followed(ends);
      const { start } = await plan(90 * SECOND, 'PT1H');
      await kill();
      await comeTo(all, start);
      await each(all, async ({ says, visitor }) => {
        await says('open (server-lost)');
        await visitor.answered(50);
      });
      expect(stories(all)).toEqual(story(200));
    });

    it('just before the start, it closes, and opens at the end, whatever dies beside', async () => {
      const { all, plan, kill: killServer } = await followed(ends);
      // On a loaded machine a gate needs seconds to start, and each starts twice before the end.
      const { start } = await plan(15 * SECOND, 'PT25S');
      await killServer();
      expect(Date.now()).toBeLessThan(start);
      await each(all, async ({ visitor, kill, run, says }) => {
        await visitor.meets(503);
        await kill();
        await visitor.answered(20);
        run();
        await says('drain for');
        await visitor.meets(200);
      });
      expect(stories(all)).toEqual(story(200, 503, 200));
      expectNotBefore(start, 1, all);
      expectNotBefore(start + 25 * SECOND, 2, all);
    });

    it('during the work, it stays closed beyond its end, until a person or the server opens it', async () => {
      const { all, client, plan, isIn, kill: killServer, revive } = await followed(ends);
      const { id } = await plan(4 * SECOND, 'PT5S');
      await isIn(id, 'down');
      await each(all, ({ holds }) => holds(waitsToBeTold));
      await killServer();
      await each(all, async ({ kill, run, says, visitor, command }) => {
        await says('closed for');
        await expect.poll(async () => (await command('status', '--json')).out).toContain('"not-told"');
        await kill();
        run();
        await says('(not-told)');
        await visitor.answered(20);
        await kill();
      });
      expect(stories(all)).toEqual(story(200, 503));

      // Nothing lives but the proxies.
      await each(all, async ({ command, visitor }) => {
        const opened = await command('open', '--force', '--reason', 'all is dead', '--json');
        expect(JSON.parse(opened.out)).toMatchObject({ by: 'this command', isServed: true });
        await visitor.meets(200);
      });
      await revive();
      await each(all, async ({ run, says, command, visitor }) => {
        run();
        await says('open (override)');
        await visitor.answered(20);
        // The server says nothing else than before: somebody is still at work.
        await command('auto');
        await visitor.meets(503);
      });
      await client.post('/api/v1/services/shop/up', {});
      await each(all, ({ visitor }) => visitor.meets(200));
      await isIn(id, 'completed');
      expect(stories(all)).toEqual(story(200, 503, 200, 503, 200));
    });

    if (!isReal) return;

    it('a minute before what closes in any case, it closes, and opens at its end', {
      timeout: 200_000,
    }, async () => {
      const server = await gateServer();
      ends.push(() => server.kill().catch(() => {}));
      const { all } = await proxied(ends);
      const { id, key } = server.signer;
      await each(all, async ({ enrol, run, kind }) => {
        await enrol({
          server: server.url,
          service: 'shop',
          instance: kind,
          key: 'lull_x',
          trust: { id, key },
        });
        run();
      });
      const from = Date.now() + 90 * SECOND;
      const to = from + 3 * SECOND;
      const { serial } = server.publish({ schedule: [closing(from, to, { closeIf: 'always' })] });
      await each(all, ({ kind }) =>
        server.confirmed((told) => told.instance === kind && told.serial === serial),
      );
      await server.kill();
      await comeTo(all, from);
      await each(all, ({ visitor }) => visitor.meets(503));
      await each(all, ({ visitor }) => visitor.meets(200));
      expect(stories(all)).toEqual(story(200, 503, 200));
    });

    it('in an emergency that still drains, nothing in flight is lost, and it opens at the end', async () => {
      const { all, app, client, kill: killServer } = await followed(ends);
      const inFlight = all.map(({ kind, url }) => fetch(`${url}/wait/${kind}`).then(({ status }) => status));
      await each(all, ({ kind }) => app.arrived(`/wait/${kind}`));
      const down = await client.post('/api/v1/services/shop/down', {
        why: 'the disk is failing',
        takes: 'PT12S',
      });
      const { expectedEnd } = (down.body as { downtime: { expectedEnd: string } }).downtime;
      await each(all, ({ visitor }) => visitor.meets(503));
      await killServer();
      await each(all, async ({ kill, run, says }) => {
        await kill();
        run();
        await says('drain for');
      });
      app.release();
      expect(await Promise.all(inFlight)).toEqual(all.map(() => 200));
      await each(all, ({ visitor }) => visitor.meets(200));
      expect(stories(all)).toEqual(story(200, 503, 200));
      expectNotBefore(Date.parse(expectedEnd), 2, all);
    });
  },
);
