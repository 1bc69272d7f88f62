import { expect, it, onTestFinished } from 'vitest';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime, type NewDowntime } from '../../../src/keeper/create-downtime.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { openStage } from './stage.ts';

const due = start + 10 * DAY + 2 * HOUR;

const usual = `
services:
  shop: { zone: UTC, public: true }
  blog: { zone: UTC, public: true }
  bank: { zone: UTC, announce: { tell: [schedule, { at: PT1H, to: [vip] }, { at: start, to: [vip] }, return] } }
`;

describeEngines('hard stories', (open) => {
  const staged = async (yaml = usual) => {
    const stage = await openStage(await open(), yaml);
    onTestFinished(() => stage.close());
    const names = new Map<string, string>();
    let read = 0;
    /** What came since this was asked last. */
    const news = (): string[] => {
      const fresh = stage.heard.slice(read);
      read = stage.heard.length;
      return fresh.map(({ to, kind, revision }) => `${names.get(to)} ${kind} ${revision}`).sort();
    };
    return {
      stage,
      async somebody(name: string, given: Parameters<typeof subscribed>[2] = {}) {
        const { id } = await subscribed(stage.announce, `${name}@example.com`, given);
        names.set(id, name);
        return id;
      },
      async schedule(more: Partial<NewDowntime> = {}) {
        const asked = { title: 'Move the database', services: ['shop'], start: due, takes: 2 * HOUR };
        return (await createDowntime(stage.keeper, owner, { ...asked, schedule: true, ...more })).downtime.id;
      },
      say: (id: string, asked: Asked) => commandDowntime(stage.keeper, owner, id, asked),
      /** Lets it begin at its start; nobody is told yet. */
      async begin(id: string, at = due) {
        await stage.at(at - 5 * MINUTE);
        await stage.settle();
        await commandDowntime(stage.keeper, owner, id, { type: 'go' });
        await stage.at(at);
      },
      news,
      /** The same once everything that waits was delivered. */
      async settled() {
        await stage.settle();
        return news();
      },
    };
  };

  it('moved twice before the first move was sent: the old time is the one that was told', async () => {
    const { stage, somebody, schedule, say, settled } = await staged();
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
    const { stage, somebody, schedule, say, settled } = await staged();
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['bob scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await say(id, { type: 'revise', changes: { services: ['blog'], start: due + DAY } });
    expect(await settled()).toEqual(['bob withdrawn 3']);
    expect(stage.heard.at(-1)?.previous).toMatchObject({ start: due, services: ['shop'] });
  });

  it('several groups of one policy: nobody who is in two of them is told twice', async () => {
    const { stage, somebody, schedule, say, settled, begin, news } = await staged();
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

  it('extended while the first "started" waits: everybody who was to hear it hears the new end', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged();
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
    const { somebody, schedule, settled } = await staged(`
services:
  shop: { zone: UTC, announce: { tell: [P7D, { at: P2D, to: [vip] }] } }
  blog: { zone: UTC, announce: { tell: [{ at: schedule, to: [staff] }, P7D] } }
`);
    await somebody('ada');
    await somebody('vic', { tags: ['vip', 'staff'] });
    await schedule({ start: start + DAY });
    expect(await settled()).toEqual(['ada reminder 1', 'vic reminder 1']);
    const told = (await schedule({ services: ['blog'], start: start + 2 * DAY }), await settled());
    expect(told.map((line) => line.split(' ')[0])).toEqual(['ada', 'vic']);
  });

  it('moved to just before a point: who was not told yet hears at that point', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(`
services:
  shop: { zone: UTC, announce: { tell: [P1D, return] } }
`);
    await somebody('ada');
    const id = await schedule();
    expect(await settled()).toEqual([]);
    await say(id, { type: 'revise', changes: { start: start + DAY + 5 * MINUTE } });
    expect(await settled()).toEqual([]);
    await stage.at(start + 5 * MINUTE);
    expect((await settled()).length).toBe(1);
  });

  it('extended before it was withdrawn from somebody: they hear that it is not theirs', async () => {
    const { stage, somebody, schedule, say, settled, begin, news } = await staged();
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
    const { stage, somebody, schedule, say, settled } = await staged();
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
});
