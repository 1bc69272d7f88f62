import { expect, it, onTestFinished } from 'vitest';
import { spreadWaves } from '../../src/announce/waves/spread.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { startHookServer } from '../announce/channels/hook-server.ts';
import { delivering } from '../announce/delivery/delivering.ts';
import { subscribed } from '../announce/subscribed.ts';
import { describeEngines } from '../store/engines.ts';
import { atServer } from './support/at-server.ts';

describeEngines('lull notices', (open) => {
  const started = atServer(open);

  it('shows what was sent and what failed, and tries again', async () => {
    const { run, json, server } = await started();
    const { announce, keeper, ownerActor } = server;
    const hook = await startHookServer((call) => ({ status: call < 1 ? 302 : 204 }));
    onTestFinished(hook.stop);
    await subscribed(announce, `${hook.url}/hooks/geheim`, { channel: 'webhook' });
    await subscribed(announce, 'ada@example.com');
    const plan = { title: 'Move', services: ['shop'], start: (await keeper.now()) + 3 * DAY, takes: HOUR };
    const { downtime } = await createDowntime(keeper, ownerActor, {
      ...plan,
      schedule: true,
      override: true,
      why: 'test',
    });
    expect((await run(['notices', downtime.id])).stdout).toMatch(/to come/);

    await spreadWaves(announce, downtime.id);
    const first = delivering(announce);
    await first.until('failed', 2);
    await first.stop();
    const { stdout } = await run(['notices', downtime.id.slice(0, 12)]);
    expect(stdout).toMatch(/^when +notice +channel +waiting +sent +failed +not sent\n/);
    expect(stdout).toMatch(/ scheduled +mail +1\n/);
    expect(stdout).toMatch(/failed +scheduled by mail to ada@example\.com, tried once: mail is not set up/);
    expect(stdout).toMatch(/failed +scheduled by webhook to http:\/\/127\.0\.0\.1:\d+\/…, tried once: 302/);
    expect(stdout).not.toContain('geheim');
    const { json: all } = await json(['notices', downtime.id]);
    expect(all.failed).toHaveLength(2);
    expect(all.items[0]).toMatchObject({ kind: 'scheduled', state: 'spread', failed: 1, sent: 0 });

    const viewer = await server.caller({ role: 'viewer' });
    const seen = await run(['notices', downtime.id, '--failed'], viewer);
    expect(seen.stdout).toMatch(/^failed +scheduled by webhook, tried once/m);
    expect(seen.stdout).not.toMatch(/ada|127\.0\.0\.1/);
    expect((await run(['notices', 'retry', downtime.id], viewer)).code).toBe(4);
    expect((await run(['notices', 'no-such-downtime'])).code).toBe(2);

    const dry = await run(['notices', 'retry', downtime.id, '--dry-run']);
    expect(dry.stdout).toBe('2 notices would be tried again.\n');
    const again = await run(['notices', 'retry', downtime.id, '--channel', 'webhook', '--reason', 'mended']);
    expect(again.stdout).toBe('1 notice will be tried again now.\n');
    const second = delivering(announce);
    await second.until('sent', 1);
    await second.stop();
    const { json: after } = await json(['notices', downtime.id]);
    expect(after.items.find(({ channel }: { channel: string }) => channel === 'webhook')).toMatchObject({
      sent: 1,
      failed: 0,
    });
    const ids = hook.calls.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    expect(new Set(hook.calls.map(({ body }) => body)).size).toBe(1);
    const { json: trail } = await json(['audit', '--action', 'notice.retry']);
    expect(JSON.stringify(trail)).toContain('mended');
  });

  it('are shown before they go: the subject of each, and on demand all that it says', async () => {
    const { run, server } = await started();
    await subscribed(server.announce, 'ada@example.com');
    const asked = ['downtime', 'schedule', 'shop', '--at', '2031-05-06T02:00', '--takes', '1h', '--dry-run'];
    const short = await run(asked);
    expect(short.stdout).toMatch(/notice +1 by mail is told/);
    expect(short.stdout).not.toContain('During the work you will not be able to use shop.');
    const whole = await run([...asked, '--texts']);
    expect(whole.stdout).toContain('\n    During the work you will not be able to use shop.\n');
    expect(whole.stdout).toContain('Tuesday, 6 May 2031, 02:00–03:00 CEST (UTC+2)');
    expect(whole.stdout).toMatch(/Nothing was changed\.\n$/);
  });
});
