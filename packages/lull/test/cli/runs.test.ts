import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatInstant } from '../../src/time/instant.ts';
import { type OwnSteps, ownSteps } from '../run/runs/own.ts';
import { pgliteInMemory } from '../store/pglite-in-memory.ts';
import { type Ran, workplace } from './lull.ts';
import { type Line, lineTo } from './support/line.ts';

const cut = `
description: Cuts the old one off
parameters:
  old: { pattern: 'db-[0-9]+' }
steps:
  - name: dump
    command: [sh, -c, 'echo "dumps $1"', sh, '\${old}']
  - name: go ahead
    confirm: Cut it off?
    timeLimit: 10m
  - name: cut
    command: [touch, $DIR/cut]
    pointOfNoReturn: true
`;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** The real command beside a server that runs steps itself. */
async function atOwnSteps(): Promise<{ own: OwnSteps; line: Line; run: Run; runOver: Run }> {
  const store = await pgliteInMemory();
  stops.push(() => store.close());
  const own = await ownSteps(store);
  stops.push(() => own.stop());
  const place = workplace();
  stops.push(async () => place.remove());
  const line = await lineTo(own.server.url);
  stops.push(() => line.close());
  const to = (url: string): Run => {
    const env = { LULL_SERVER: url, LULL_KEY: own.server.owner.key ?? undefined, TZ: 'UTC' };
    return (...args) => place.run(args, { env });
  };
  return { own, line, run: to(own.server.url), runOver: to(line.url) };
}

type Run = (...args: string[]) => Promise<Ran>;

describe('lull run', () => {
  it('follows steps from their scheduling by name to their end', async () => {
    const { own, line, run, runOver } = await atOwnSteps();
    own.write('cut', cut);
    await own.startRunner('cut');
    const asking = async (): Promise<string[]> => {
      const at = formatInstant((await own.server.keeper.store.now()) + 15_000);
      return ['downtime', 'schedule', 'shop', '--at', at, '--takes', '1h', '--warn-before', '30m'];
    };
    const asked = await asking();
    const wrong = await run(...asked, '--steps', 'cutt');
    expect(wrong.stderr).toContain('Did you mean cut?');
    const bad = await run(...asked, '--steps', 'cut', '--parameter', 'olf=db-1');
    expect(bad.stderr).toContain('They have old.');
    const dry = await run(...asked, '--steps', 'cut', '--parameter', 'old=db-1', '--dry-run');
    expect(dry.stdout).toContain('runs "dump"');
    expect(dry.stdout.replaceAll(/\s+/g, ' ')).toContain('nothing is rolled back once it has begun');

    const made = await run(...(await asking()), '--steps', 'cut', '--parameter', 'old=db-1', '--json');
    expect(made.stderr).toMatch(/Steps: cut=[0-9a-f]{64}/);
    const { downtime } = JSON.parse(made.stdout);
    expect(downtime.plan.steps).toMatchObject([{ agent: null, name: 'cut', parameters: { old: 'db-1' } }]);
    const id: string = downtime.id;
    const watching = runOver('run', 'watch', id);
    await own.until(id, (_, seen) => seen?.state === 'asking');
    const shown = await run('run', 'show', id);
    expect(shown.stdout).toContain('asking (forward): Cut it off?');
    expect(shown.stdout).toContain(`lull run answer ${id} done|again|failed`);
    expect(shown.stdout).toContain('Latest moment to turn back in time');
    const listed = await run('run');
    expect(listed.stdout).toMatch(new RegExp(`^${id}  asking .forward.  shop`));
    const printed = await run('run', 'output', id, '--step', 'dump');
    expect(printed.stdout).toBe('dumps db-1\n');
    const following = run('run', 'output', id, '--follow');

    const would = await run('run', 'answer', id, 'failed', '--dry-run');
    expect(would.stdout).toContain('go ahead: failed. The run would be forward.');
    expect(would.stdout).toContain('"dump" of the server’s own runner stays as it is, done');
    expect(would.stdout).toContain('Nothing was changed.');
    // Each look is tried three times before it counts as lost.
    await line.cut(4);
    const answered = await run('run', 'answer', id, 'done', '--reason', 'all is there');
    expect(answered.stdout).toContain('go ahead: done');
    await own.until(id, (_, seen) => seen?.endedAt != null);
    line.mend();
    const { code, stdout, stderr } = await watching;
    expect([code, stderr]).toEqual([0, expect.stringContaining('The line to the server is lost')]);
    for (const line of [
      'dump begins',
      'dump done after',
      '? go ahead: Cut it off?',
      'cut done',
      'completed',
    ]) {
      expect(stdout).toContain(line);
    }
    expect((await following).stdout).toBe('dumps db-1\n');
    expect(existsSync(join(own.folder, 'cut'))).toBe(true);
    const again = await run('run', 'answer', id, 'done');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('Nothing is asked now')]);
    expect(own.server.unforeseen).toEqual([]);
  }, 120_000);
});
