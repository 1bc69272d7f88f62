import { expect, it } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { LINGER } from '../../../src/run/silencers/leases/contract.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeQuiet } from './describe-quiet.ts';

const { start } = tonight;

describeQuiet('what fires there', ({ alone, opened, scheduled, say, held, state }) => {
  it('tells go/no-go what fires, but for what somebody knows of, and at the end what is left', async () => {
    const firing = await alone();
    const one = await opened(undefined, firing.url);
    await firing.fire({ alertname: 'Slow', service: 'shop' }, { alertname: 'Known', service: 'shop' });
    const known = await firing.silence('we know', { alertname: 'Known' });
    const id = await scheduled(one, { startWithin: 15 * MINUTE });
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'im-here');
    await one.at(start - 20 * SECOND);
    await one.at(start - 5 * SECOND);
    // Its own silence doesn't hide what fires.
    expect(await held(one)).toBe(1);
    await one.at(start + 10 * SECOND);
    expect(await state(one, id)).toBe('warning');
    const mute = await firing.silence('now we know', { alertname: 'Slow' });
    for (let at = start + 20 * SECOND; at <= start + 40 * SECOND; at += 5 * SECOND) await one.at(at);
    expect(await state(one, id)).toBe('down');
    for (const silence of [known, mute]) {
      await fetch(`${firing.url}/api/v2/silence/${silence}`, { method: 'DELETE' });
    }
    await say(one, id, 'finish');
    await one.at(one.now + LINGER);
    const [event] = await eventsAfter(one.keeper.store.db, 0, {
      limit: 9,
      kinds: ['silence.still-firing'],
    });
    expect(event!.data).toEqual({
      silencer: 'alerts',
      alerts: expect.arrayContaining(['Slow (service=shop)', 'Known (service=shop)']),
      count: 2,
    });
  });

  it.each([
    ['goes on for a moment about what has fired since before the end', -MINUTE, [1, 0]],
    ['ends at once where something fires since after the end', MINUTE, [0, 0]],
  ])('%s', async (_, since, expected) => {
    const firing = await alone();
    const one = await opened(undefined, firing.url);
    const { downtime } = await emergencyDown(one.keeper, owner, 'shop', { why: 'the disk is failing' });
    await one.attend();
    const startsAt = new Date(one.now + since).toISOString();
    await fetch(`${firing.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { labels: { alertname: 'Slow', service: 'shop' }, startsAt, endsAt: '2030-01-01T00:00:00Z' },
      ]),
    });
    await say(one, downtime.id, 'finish');
    const end = one.now;
    await one.at(end + LINGER - SECOND);
    const after = [await held(one)];
    await one.at(end + LINGER);
    expect([...after, await held(one)]).toEqual(expected);
    expect(await one.told()).toEqual([
      ['silence.held', null],
      ['silence.released', null],
      ['silence.still-firing', null],
    ]);
  });

  it('does not look at what a downtime is not about any more', async () => {
    const firing = await alone();
    const one = await opened(undefined, firing.url);
    await firing.fire({ alertname: 'Slow', service: 'shop' });
    const id = await scheduled(one, { services: ['shop', 'bank'], startWithin: 15 * MINUTE });
    await one.at(start - 15 * MINUTE);
    await say(one, id, 'revise', { changes: { services: ['bank'] }, why: 'another time' });
    await one.at(start - 14 * MINUTE);
    await say(one, id, 'im-here');
    await one.at(start - 5 * SECOND);
    await one.at(start);
    expect(await state(one, id)).toBe('down');
  });

  it('holds up nobody with a monitor that cannot be asked', async () => {
    const one = await opened(undefined, `http://127.0.0.1:${await freePort()}`);
    const id = await scheduled(one);
    await one.at(start - 15 * MINUTE);
    expect((await one.told()).map(([kind]) => kind)).toEqual(['silence.failed']);
    await say(one, id, 'im-here');
    await one.at(start);
    expect(await state(one, id)).toBe('down');
  });
});
