import { expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { start } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { due, silent, staged, usual } from './hard-stage.ts';

describeEngines('stories of notices that waited', (open) => {
  it('moved while mail was down, and over before the correction went: they hear that it is over', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open(), silent);
    await somebody('ada');
    await somebody('bob', { services: ['shop'], kinds: ['scheduled'] });
    await somebody('cem', { services: ['shop'] });
    const id = await schedule({ start: start + HOUR, services: ['shop', 'blog'] });
    expect(await settled()).toHaveLength(3);
    await somebody('late');
    await stage.at(start + 55 * MINUTE);
    await say(id, { type: 'revise', changes: { takes: HOUR, services: ['blog'] } });
    await say(id, { type: 'go' });
    await stage.spread();
    await stage.deliver('fails');
    await stage.at(start + HOUR + MINUTE);
    await say(id, { type: 'finish' });
    await stage.at(start + HOUR + 2 * MINUTE);
    expect(await settled()).toEqual(['ada completed 3', 'bob withdrawn 3', 'cem withdrawn 3']);
  });

  it('shortened while mail was down: who leaves out "completed" hears it, for they await another end', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open());
    await somebody('ada', { kinds: ['scheduled'] });
    await somebody('bob', { kinds: ['scheduled', 'started'] });
    const id = await schedule({ start: start + HOUR });
    expect(await settled()).toEqual(['ada scheduled 1', 'bob scheduled 1']);
    await begin(id, start + HOUR);
    expect(await settled()).toEqual(['bob started 1']);
    await say(id, { type: 'extend', later: -HOUR });
    await stage.spread();
    await stage.deliver('fails', 1);
    await say(id, { type: 'finish' });
    await stage.at(start + HOUR + 2 * MINUTE);
    expect(await settled()).toEqual(['ada completed 2', 'bob completed 2']);
  });

  it('over as it was told: who leaves that out, or whose policy does, hears nothing', async () => {
    for (const yaml of [usual, silent]) {
      const { stage, somebody, schedule, say, settled, begin } = await staged(await open(), yaml);
      await somebody('ada', { kinds: ['scheduled'] });
      const id = await schedule({ start: start + HOUR });
      expect(await settled()).toEqual(['ada scheduled 1']);
      await say(id, { type: 'revise', changes: { takes: HOUR } });
      expect(await settled()).toEqual(['ada moved 2']);
      await begin(id, start + HOUR);
      await say(id, { type: 'finish' });
      await stage.at(start + HOUR + 2 * MINUTE);
      expect(await settled()).toEqual([]);
      await stage.close();
    }
  });

  it('begins late while the scheduling waits: who would not hear that it begins hears it now', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open(), silent);
    await somebody('ada');
    const id = await schedule({ start: start + HOUR });
    await stage.spread();
    await stage.at(start + 55 * MINUTE);
    await stage.deliver('fails');
    await say(id, { type: 'go' });
    await stage.at(start + HOUR + 5 * MINUTE);
    expect(await settled()).toEqual(['ada started 2']);
  });

  it('is told only to some when it begins: the scheduling of the others that waits still goes', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('vic', { services: ['bank'], tags: ['vip'] });
    await somebody('ada', { services: ['bank'] });
    const id = await schedule({ start: start + HOUR, services: ['bank'] });
    await stage.spread();
    await stage.at(start + 55 * MINUTE);
    await stage.deliver('fails');
    await say(id, { type: 'go' });
    await stage.at(start + HOUR);
    await stage.raise();
    await stage.spread();
    stage.now += MINUTE;
    expect(await settled()).toEqual(['ada scheduled 1', 'vic started 1']);
  });

  it('nobody spreads for days: of two reminders only the later one goes', async () => {
    const { stage, somebody, schedule, settled } = await staged(await open());
    await somebody('ada');
    await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    await stage.at(due - 7 * DAY);
    await stage.raise();
    await stage.at(due - DAY);
    await stage.raise();
    await stage.spread(1, 2);
    await stage.deliver();
    expect(await settled()).toEqual(['ada reminder 1']);
  });

  it('mail is down for days: of two reminders that wait only the later one goes', async () => {
    const { stage, somebody, schedule, settled } = await staged(await open());
    await somebody('ada');
    await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    for (const at of [due - 7 * DAY, due - DAY]) {
      await stage.at(at);
      await stage.raise();
      await stage.spread();
    }
    expect(await settled()).toEqual(['ada reminder 1']);
  });

  it('no answer came, then it is refused for a while: it counts as told when it is called off', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule();
    await stage.spread();
    await stage.deliver('no-answer');
    stage.now += MINUTE;
    await stage.deliver('fails');
    await say(id, { type: 'cancel' });
    expect(await settled()).toEqual(['ada cancelled 1', 'ada scheduled 1']);
  });

  it('killed before it was withdrawn from somebody, then called off: they hear that', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['bob scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await stage.spread();
    await stage.deliver('dies-before');
    stage.now += MINUTE;
    await say(id, { type: 'cancel' });
    expect(await settled()).toEqual(['bob cancelled 1']);
  });

  it('extended while the scheduling waits: who would not hear of that hears that it has begun', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open(), silent);
    await somebody('ada');
    const id = await schedule({ start: start + HOUR });
    await stage.spread();
    await stage.at(start + 55 * MINUTE);
    await stage.deliver('fails');
    await say(id, { type: 'go' });
    await stage.at(start + HOUR);
    await stage.spread();
    await stage.deliver('fails');
    await say(id, { type: 'extend', later: HOUR });
    expect(await settled()).toEqual(['ada started 2']);
  });

  it('killed after it was withdrawn from somebody, then moved back: they hear that it comes', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['bob scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    await stage.spread();
    await stage.deliver('dies-after');
    stage.now += MINUTE;
    await say(id, { type: 'revise', changes: { services: ['shop'] } });
    expect(await settled()).toEqual(['bob moved 3', 'bob withdrawn 2']);
    expect(stage.heard.at(-1)).toMatchObject({ kind: 'moved', start: due });
  });

  it('over while the correction was being sent, which then never came: they hear that it is over', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open(), silent);
    await somebody('ada');
    const id = await schedule({ start: start + HOUR });
    expect(await settled()).toEqual(['ada scheduled 1']);
    await begin(id, start + HOUR);
    await say(id, { type: 'extend', later: -HOUR });
    await stage.spread();
    await stage.deliver('dies-before');
    await say(id, { type: 'finish' });
    await stage.at(start + HOUR + 2 * MINUTE);
    expect(await settled()).toEqual(['ada completed 2']);
  });

  it('shortened while mail was down, then extended: nobody reads that it takes longer than it did', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open());
    await somebody('ada');
    const id = await schedule({ start: start + HOUR });
    await begin(id, start + HOUR);
    await settled();
    await say(id, { type: 'extend', later: -HOUR });
    await stage.spread();
    await stage.deliver('fails');
    await say(id, { type: 'extend', later: 30 * MINUTE });
    expect(await settled()).toEqual(['ada moved 3']);
    expect(stage.heard.at(-1)).toMatchObject({
      end: start + 2 * HOUR + 30 * MINUTE,
      previous: { end: start + 3 * HOUR },
    });
  });

  it('moved while mail was down, then called off: what is cancelled is what they were told', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada');
    const id = await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    await say(id, { type: 'revise', changes: { start: due + DAY } });
    await stage.spread();
    await stage.deliver('fails');
    await say(id, { type: 'cancel' });
    expect(await settled()).toEqual(['ada cancelled 1']);
    expect(stage.heard.at(-1)).toMatchObject({ start: due, sequence: 2 });
  });
});
