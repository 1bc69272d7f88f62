import { expect, it } from 'vitest';
import { runTimers } from '../../src/keeper/run-timers.ts';
import { describeEngines } from '../store/engines.ts';
import { type AtServer, atServer } from './support/at-server.ts';

/** Runs a test while the server's timers run. */
async function withTimers({ server }: AtServer, work: () => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const timers = runTimers(server.keeper, { signal: stopping.signal });
  try {
    await work();
  } finally {
    stopping.abort();
    await timers;
  }
}

const inSeconds = (seconds: number): string =>
  `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;

describeEngines('lull downtime watch', (open) => {
  const started = atServer(open);

  it('follows a downtime that begins by the clock to its end: exit code 0', async () => {
    const at = await started();
    const { json, run, start } = at;
    await withTimers(at, async () => {
      const plan = ['--at', inSeconds(6), '--takes', '5m', '--warn-before', '10m', '--title', 'Soon'];
      const made = await json(['downtime', 'schedule', 'shop', ...plan]);
      const { id } = made.json.downtime;
      const watch = start(['downtime', 'watch', id]);
      await watch.line(/ scheduled for .* by /);
      await watch.line(/ warned by Lull/);
      expect((await run(['downtime', 'here', id])).code).toBe(0);
      await watch.line(/ present by ada \(key test\)/);
      await watch.line(/ closed by Lull/);
      expect((await run(['downtime', 'extend', id, '--by', '10m', '--reason', 'slow'])).code).toBe(0);
      await watch.line(/ extended until .* by .*: slow/);
      const finished = await json(['downtime', 'finish', id]);
      expect(finished.json.downtime).toMatchObject({
        state: 'completed',
        promise: [{ number: 1 }, { number: 2 }],
      });
      await watch.line(/ completed by /);
      await watch.line(/^completed$/);
      expect(await watch.ended).toBe(0);
    });
  });

  it('ends with exit code 1 when it fails, and tells each event as JSON once', async () => {
    const { json, run, start } = await started();
    const down = await json(['down', 'shop', '--reason', 'disk']);
    const { id } = down.json.downtime;
    const watch = start(['downtime', 'watch', id, '--json']);
    const closed = JSON.parse(await watch.line(/downtime\.closed/));
    expect((await run(['downtime', 'fail', id, '--reason', 'broken'])).code).toBe(0);
    const failed = JSON.parse(await watch.line(/downtime\.failed/));
    expect(failed).toMatchObject({ downtime: id, why: 'broken' });
    expect(failed.seq).toBeGreaterThan(closed.seq);
    expect(await watch.ended).toBe(1);
    const over = await run(['downtime', 'watch', id, '--json']);
    expect(over.code).toBe(1);
    const seqs = over.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
    expect(new Set(seqs).size).toBe(seqs.length);
    expect((await run(['downtime', 'reopen', id])).code).toBe(0);
  });

  it('ends when it is interrupted, with nothing changed', async () => {
    const { json, start } = await started();
    const down = await json(['down', 'shop', '--reason', 'disk']);
    const watch = start(['downtime', 'watch', down.json.downtime.id]);
    await watch.line(/ closed by /);
    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(130);
  });
});
