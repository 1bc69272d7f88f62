import { expect, it } from 'vitest';
import { leave } from '../../../src/announce/audience/leave.ts';
import { setSubscriber } from '../../../src/announce/audience/set.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { due, staged } from './hard-stage.ts';

describeEngines('hard stories', (open) => {
  it('moved twice before the first move was sent: the old time is the one that was told', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    await say(id, { type: 'revise', changes: { start: due + DAY } });
    await stage.spread();
    await stage.deliver('fails');
    await say(id, { type: 'revise', changes: { start: due + 2 * DAY } });
    expect(await settled()).toEqual(['ada moved 3']);
    expect(stage.heard.at(-1)).toMatchObject({ start: due + 2 * DAY, previous: { start: due } });
  });

  it('moved to services of somebody else twice: it is withdrawn with what they were told', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['bob scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await say(id, { type: 'revise', changes: { services: ['blog'], start: due + DAY } });
    expect(await settled()).toEqual(['bob withdrawn 3']);
    expect(stage.heard.at(-1)?.previous).toMatchObject({ start: due, services: ['shop'] });
  });

  it('several groups of one policy: nobody who is in two of them is told twice', async () => {
    const { stage, somebody, schedule, say, settled, begin, news } = await staged(await open());
    await somebody('vic', { tags: ['vip'] });
    const id = await schedule({ services: ['shop', 'bank'] });
    expect(await settled()).toEqual(['vic scheduled 1']);
    await stage.at(due - HOUR);
    await stage.settle();
    expect(news()).toEqual(['vic reminder 1']);
    await begin(id);
    expect(await settled()).toEqual(['vic started 1']);
    await say(id, { type: 'finish' });
    await stage.at(due + 2 * SECOND);
    expect(await settled()).toEqual(['vic completed 1']);
  });

  it('points of two services that are caught up together: told once to who hears of both', async () => {
    const { stage, somebody, schedule, settled } = await staged(
      await open(),
      `
services:
  shop: { zone: UTC, announce: { tell: [schedule, PT1H] } }
  blog: { zone: UTC, announce: { tell: [schedule, PT20M] } }
`,
    );
    await somebody('both');
    await somebody('shop', { services: ['shop'] });
    await somebody('blog', { services: ['blog'] });
    await schedule({ services: ['shop', 'blog'] });
    await settled();
    await stage.at(due - 10 * MINUTE);
    expect(await settled()).toEqual(['blog reminder 1', 'both reminder 1', 'shop reminder 1']);
  });

  it('extended while the first "started" waits: everybody who was to hear it hears the new end', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open());
    await somebody('late');
    const id = await schedule({ services: ['shop', 'bank'] });
    expect(await settled()).toEqual(['late scheduled 1']);
    await begin(id);
    await somebody('vic', { services: ['bank'], tags: ['vip'] });
    await stage.raise();
    await stage.spread();
    await say(id, { type: 'extend', later: HOUR });
    expect((await settled()).filter((line) => !line.includes('reminder'))).toEqual([
      'late extended 2',
      'vic started 2',
    ]);
  });

  it('a late scheduling catches up what each has missed, not only the latest point', async () => {
    const { somebody, schedule, settled } = await staged(
      await open(),
      `
services:
  shop: { zone: UTC, announce: { tell: [P7D, { at: P2D, to: [vip] }] } }
  blog: { zone: UTC, announce: { tell: [{ at: schedule, to: [staff] }, P7D] } }
`,
    );
    await somebody('ada');
    await somebody('vic', { tags: ['vip', 'staff'] });
    await schedule({ start: start + DAY });
    expect(await settled()).toEqual(['ada reminder 1', 'vic reminder 1']);
    await schedule({ services: ['blog'], start: start + 2 * DAY });
    const told = await settled();
    expect(told.map((line) => line.split(' ')[0])).toEqual(['ada', 'vic']);
  });

  it('moved to just before a point: who was not told yet hears at that point', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(
      await open(),
      `
services:
  shop: { zone: UTC, announce: { tell: [P1D, return] } }
`,
    );
    await somebody('ada');
    const id = await schedule();
    expect(await settled()).toEqual([]);
    await say(id, { type: 'revise', changes: { start: start + DAY + 5 * MINUTE } });
    expect(await settled()).toEqual([]);
    await stage.at(start + 5 * MINUTE);
    expect((await settled()).length).toBe(1);
  });

  it('extended before it was withdrawn from somebody: they hear that it is not theirs', async () => {
    const { stage, somebody, schedule, say, settled, begin, news } = await staged(await open());
    await somebody('bob', { services: ['shop'] });
    const id = await schedule({ start: start + HOUR });
    expect(await settled()).toEqual(['bob scheduled 1']);
    await stage.at(start + 55 * MINUTE);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await say(id, { type: 'go' });
    await stage.spread();
    await stage.at(start + HOUR);
    await say(id, { type: 'extend', later: HOUR });
    expect(await settled()).toEqual(['bob withdrawn 3']);
    expect(begin).toBeDefined();
    expect(news()).toEqual([]);
  });

  it('moved right before it begins: nobody hears that it comes after they heard that it has begun', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule({ start: start + HOUR });
    expect(await settled()).toEqual(['ada scheduled 1']);
    await stage.at(start + 55 * MINUTE);
    await say(id, { type: 'revise', changes: { takes: HOUR } });
    await say(id, { type: 'go' });
    await stage.spread();
    await stage.at(start + HOUR);
    expect(await settled()).toEqual(['ada started 2']);
    expect(stage.heard.map(({ sequence }) => sequence)).toEqual([0, 2]);
  });

  it('killed after it was sent, then refused for a while: it counts as told when it is called off', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule();
    await stage.spread();
    await stage.deliver('dies-after');
    stage.now += MINUTE;
    await stage.deliver('fails');
    await say(id, { type: 'cancel' });
    await stage.deliver();
    expect(await settled()).toEqual(['ada cancelled 1', 'ada scheduled 1']);
  });

  it('moved out of and back into what somebody hears of: each time the right thing', async () => {
    const { somebody, schedule, say, settled } = await staged(await open());
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['bob scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await say(id, { type: 'revise', changes: { services: ['shop'] } });
    // Nothing of the way there and back had gone: what they were told still holds.
    expect(await settled()).toEqual([]);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    expect(await settled()).toEqual(['bob withdrawn 4']);
    await say(id, { type: 'revise', changes: { services: ['blog', 'shop'] } });
    expect(await settled()).toEqual(['bob scheduled 5']);
  });

  it('called off while it is being spread: only those hear it to whom something went', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    for (const name of ['ada', 'bob', 'cem', 'dan', 'eve']) await somebody(name);
    const id = await schedule();
    await stage.spread(1, 2);
    await stage.deliver();
    await stage.spread(1, 2);
    await say(id, { type: 'cancel' });
    const told = (await settled()).map((line) => line.split(' '));
    const namesOf = (kind: string) => told.filter((line) => line[1] === kind).map(([name]) => name);
    expect(namesOf('scheduled')).toHaveLength(2);
    expect(namesOf('cancelled')).toEqual(namesOf('scheduled'));
  });

  it('scheduled, then its title mended a minute later: nobody is reminded of what they have just heard', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule({ start: start + DAY + 5 * MINUTE });
    expect(await settled()).toEqual(['ada scheduled 1']);
    await stage.at(start + MINUTE);
    await say(id, { type: 'revise', changes: { title: 'Move the database, too' } });
    await stage.at(start + 5 * MINUTE);
    expect(await settled()).toEqual([]);
  });

  it('who joins between scheduling and moving hears of it as something new, who leaves of nothing', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const bob = await somebody('bob');
    const id = await schedule();
    expect(await settled()).toEqual(['ada scheduled 1', 'bob scheduled 1']);
    await somebody('late');
    await say(id, { type: 'revise', changes: { start: due + HOUR } });
    await stage.spread();
    await leave(stage.announce, bob);
    expect(await settled()).toEqual(['ada moved 2', 'late scheduled 2']);
  });

  it('another language between two notices: the next is in the new one', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    const ada = await somebody('ada', { language: 'de' });
    const id = await schedule();
    await settled();
    await say(id, { type: 'revise', changes: { start: due + HOUR } });
    await stage.spread();
    await setSubscriber(stage.announce, owner, ada, { language: 'en' });
    await settled();
    expect(stage.heard.map(({ language }) => language)).toEqual(['de', 'en']);
  });

  it('an emergency that is widened: who knew hears of the change, the others that it has begun', async () => {
    const { stage, somebody, schedule, settled, begin } = await staged(await open());
    await somebody('acme', { tenants: ['acme'] });
    await somebody('other');
    const id = await schedule({
      start: start + HOUR,
      mode: 'partial',
      part: { paths: [], tenants: ['acme'] },
    });
    expect(await settled()).toEqual(['acme scheduled 1']);
    await begin(id, start + HOUR);
    await stage.raise();
    await stage.spread();
    await emergencyDown(stage.keeper, owner, 'shop', { why: 'it is worse' });
    expect(await settled()).toEqual(['acme moved 2', 'other started 2']);
  });

  it('a clock that is set back: nothing is told twice, and nothing is lost', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open());
    await somebody('ada');
    const id = await schedule({ start: start + HOUR + MINUTE });
    expect(await settled()).toEqual(['ada scheduled 1']);
    await stage.at(start + 20 * MINUTE);
    await say(id, { type: 'revise', changes: { takes: HOUR } });
    await stage.at(start + 10 * MINUTE);
    await say(id, { type: 'revise', changes: { takes: 3 * HOUR } });
    expect(await settled()).toEqual(['ada moved 3']);
    await begin(id, start + HOUR + MINUTE);
    await stage.raise();
    await stage.spread();
    await stage.at(start + HOUR - MINUTE);
    await say(id, { type: 'extend', later: HOUR });
    await settled();
    await stage.at(start + HOUR + 2 * MINUTE);
    await settled();
    expect(stage.heard.map(({ kind, revision }) => `${kind} ${revision}`)).toEqual([
      'scheduled 1',
      'moved 3',
      'extended 4',
    ]);
  });
});
