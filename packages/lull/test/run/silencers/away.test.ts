import { expect, it } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { attendTo } from '../../../src/run/silencers/leases/attend.ts';
import { claim } from '../../../src/run/silencers/leases/claim.ts';
import { CLAIM } from '../../../src/run/silencers/leases/contract.ts';
import { endOrphans } from '../../../src/run/silencers/leases/orphans.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeQuiet } from './describe-quiet.ts';
import type { QuietWorld } from './quiet-world.ts';

const { start } = tonight;

describeQuiet('quiet that was lost', ({ alerts, alone, opened, scheduled, say, held, state }) => {
  it('begins on time without a monitor, says so, and is quiet as soon as it is back', async () => {
    const port = await freePort();
    const one = await opened(undefined, `http://127.0.0.1:${port}`);
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    for (let at = start - 10 * SECOND; at <= start; at += SECOND) await one.at(at);
    expect(await state(one, id)).toBe('down');
    expect(await one.told('silence.failed')).toHaveLength(2);
    expect((await one.told('silence.failed'))[1]![1]).toContain('ECONNREFUSED');
    const back = await alone({ port });
    await one.at(start + 30 * SECOND);
    expect(await held(one)).toBe(1);
    // Away in the middle for longer than it keeps quiet, and back without what it knew.
    await back.stop();
    await one.at(start + 2 * MINUTE);
    expect((await one.rows()).map((row) => row.state)).toEqual(['held']);
    await one.at(start + 3 * MINUTE);
    expect((await one.rows()).map((row) => row.state)).toEqual(['wanted']);
    const anew = await alone({ port });
    await one.at(start + 4 * MINUTE);
    expect(await held(one)).toBe(1);
    expect(await one.told('silence.held')).toHaveLength(2);
    await anew.stop();
    // Away again at its end: the work is over in time, and the silence ends by itself.
    await say(one, id, 'finish');
    await one.at(one.now + SECOND);
    expect(await state(one, id)).toBe('completed');
    expect((await one.rows()).map((row) => [row.state, row.error !== null])).toEqual([['ending', true]]);
    await alone({ port });
    await one.at(one.now + 31 * SECOND);
    expect((await one.rows()).map((row) => row.state)).toEqual(['gone']);
  });

  it('is held anew by a monitor that was restarted without what it knew', async () => {
    const port = await freePort();
    const one = await opened(undefined, `http://127.0.0.1:${port}`);
    const first = await alone({ port });
    const { downtime } = await emergencyDown(one.keeper, owner, 'shop', { why: 'the disk is failing' });
    await one.attend();
    expect(await held(one)).toBe(1);
    await first.stop();
    await alone({ port });
    expect(await held(one)).toBe(0);
    await one.at(one.now + MINUTE);
    expect(await held(one)).toBe(1);
    await say(one, downtime.id, 'finish');
    await one.at(one.now + SECOND);
    expect(await held(one)).toBe(0);
    expect(await one.told('silence.failed')).toEqual([]);
  });

  it('gives up after an hour to end what has ended by itself', async () => {
    const port = await freePort();
    const one = await opened(undefined, `http://127.0.0.1:${port}`);
    const there = await alone({ port });
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    await one.at(start);
    await there.stop();
    await say(one, id, 'finish');
    await one.at(one.now + 59 * MINUTE);
    expect((await one.rows()).map((row) => row.state)).toEqual(['ending']);
    await one.at(one.now + 5 * MINUTE);
    expect((await one.rows()).map((row) => row.state)).toEqual(['gone']);
    expect((await one.told('silence.released'))[0]![1]).toContain('ECONNREFUSED');
  });

  it('finds again what was held by a server that died before it wrote that down', async () => {
    const one = await opened();
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    one.now = start - 10 * SECOND;
    const [claimed] = await claim(one.silences, 'alerts');
    await one.silencer().hold({ ...claimed!.lease, until: start + 30 * SECOND });
    // That was its last word.
    await one.at(start);
    expect(await held(one)).toBe(1);
    await one.at(one.now + CLAIM);
    expect([await held(one), (await one.rows())[0]!.state]).toEqual([1, 'held']);
    await say(one, id, 'finish');
    await one.at(one.now + SECOND);
    expect(await held(one)).toBe(0);
  });

  it('ends what was held for work that is over by then', async () => {
    const one = await opened();
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    one.now = start - 10 * SECOND;
    const [claimed] = await claim(one.silences, 'alerts');
    await one.silencer().hold({ ...claimed!.lease, until: start + 30 * SECOND });
    await say(one, id, 'cancel');
    await one.at(one.now + SECOND);
    expect([await held(one), (await one.rows())[0]!.state]).toEqual([0, 'gone']);
  });

  it('ends what a slow answer holds after the work has ended', async () => {
    const one = await opened();
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    one.now = start - 10 * SECOND;
    const [asked, mayGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = {
      ...one.silencer(),
      hold: async (lease: Parameters<ReturnType<QuietWorld['silencer']>['hold']>[0]) => {
        asked.resolve();
        await mayGo.promise;
        return one.silencer().hold(lease);
      },
    };
    const holding = attendTo(one.silences, slow);
    await asked.promise;
    await say(one, id, 'cancel');
    await one.attend();
    expect((await one.rows())[0]!.state).toBe('gone');
    mayGo.resolve();
    await holding;
    expect([await held(one), (await one.rows())[0]!.state]).toEqual([1, 'ending']);
    await one.attend();
    expect([await held(one), (await one.rows())[0]!.state]).toEqual([0, 'gone']);
  });

  it('searches for orphans of its own, and leaves all else alone', async () => {
    const [one, other] = [await opened(), await opened()];
    const lease = (id: string) => ({
      ...{ id, downtime: 'd', service: 'shop', comment: 'c', scope: { matchers: ['a=b'] }, remote: [] },
      ...{ from: one.now, until: one.now + MINUTE },
    });
    await one.silencer().hold(lease('lost'));
    await other.silencer().hold(lease('theirs'));
    const byHand = await alerts().silence('by hand', { a: 'b' });
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    await one.at(start);
    other.now = one.now;
    expect(await held(one)).toBe(2);
    expect(await endOrphans(one.silences, one.silencer())).toEqual(['lost']);
    expect([await held(one), await held(other)]).toEqual([1, 1]);
    expect((await alerts().active()).some((silence) => silence.id === byHand)).toBe(true);
  });
});
