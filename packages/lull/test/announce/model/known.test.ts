import { expect, it } from 'vitest';
import { setSubscriber } from '../../../src/announce/audience/set.ts';
import { applyDocument } from '../../../src/keeper/apply-document.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { due, staged, usual } from './hard-stage.ts';

const signedUp = { source: 'sign-up' } as const;

describeEngines('stories of what somebody may know of', (open) => {
  it('a change of what is not public only: who may not know of it hears nothing', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('public', signedUp);
    await somebody('staff');
    const id = await schedule();
    expect(await settled()).toEqual(['public scheduled 1', 'staff scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['shop', 'bank'] } });
    expect(await settled()).toEqual(['staff moved 2']);
    await say(id, { type: 'revise', changes: { start: due + DAY } });
    expect(await settled()).toEqual(['public moved 3', 'staff moved 3']);
    const [forPublic] = stage.heard.filter(({ kind, revision }) => kind === 'moved' && revision === 3);
    expect(forPublic?.previous?.start).toBe(due);
  });

  it('a tenant more in a partial downtime: hears of it, and nobody else again', async () => {
    const { somebody, schedule, say, settled } = await staged(await open());
    for (const tenant of ['acme', 'globex']) await somebody(tenant, { tenants: [tenant] });
    const id = await schedule({ mode: 'partial', part: { paths: [], tenants: ['acme'] } });
    expect(await settled()).toEqual(['acme scheduled 1']);
    await say(id, { type: 'revise', changes: { part: { paths: [], tenants: ['acme', 'globex'] } } });
    expect(await settled()).toEqual(['globex scheduled 2']);
  });

  it('moved to what is not theirs after they chose something else, and called off: they hear that', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    const ada = await somebody('ada', { ...signedUp, services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    await setSubscriber(stage.announce, owner, ada, { services: ['blog'] });
    await say(id, { type: 'revise', changes: { services: ['bank'], start: due + DAY } });
    expect(await settled()).toEqual([]);
    await say(id, { type: 'cancel' });
    expect(await settled()).toEqual(['ada cancelled 1']);
    expect(stage.heard.at(-1)).toMatchObject({ services: ['shop'], start: due });
  });

  it('the same, but it is stopped: they hear that what they were told of is not touched', async () => {
    const { stage, somebody, schedule, say, settled, begin } = await staged(await open());
    const ada = await somebody('ada', { ...signedUp, services: ['shop'] });
    const id = await schedule({ start: start + HOUR });
    expect(await settled()).toEqual(['ada scheduled 1']);
    await setSubscriber(stage.announce, owner, ada, { services: ['blog'] });
    await say(id, { type: 'revise', changes: { services: ['bank'] } });
    await begin(id, start + HOUR);
    await say(id, { type: 'extend', later: HOUR });
    expect(await settled()).toEqual([]);
    await say(id, { type: 'abort' });
    await say(id, { type: 'finish' }).catch(() => undefined);
    await stage.at(start + HOUR + 2 * MINUTE);
    expect(await settled()).toEqual(['ada withdrawn 3']);
    expect(stage.heard.at(-1)).toMatchObject({ services: ['shop'], start: start + HOUR });
  });

  it('not public any more and called off: who was told hears it, without a name', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('ada', signedUp);
    const id = await schedule();
    expect(await settled()).toEqual(['ada scheduled 1']);
    await applyDocument(
      stage.keeper,
      owner,
      usual.replace('shop: { zone: UTC, public: true }', 'shop: { zone: UTC }'),
    );
    await say(id, { type: 'cancel' });
    expect(await settled()).toEqual(['ada cancelled 1']);
    expect(stage.heard.at(-1)).toMatchObject({ services: [], start: due });
  });

  it('withdrawn: what it has become they may not know', async () => {
    const { stage, somebody, schedule, say, settled } = await staged(await open());
    await somebody('partner', { services: ['shop'] });
    const id = await schedule();
    expect(await settled()).toEqual(['partner scheduled 1']);
    const changes = { services: ['bank'], start: due + DAY, title: 'Move the vault' };
    await say(id, { type: 'revise', changes });
    expect(await settled()).toEqual(['partner withdrawn 2']);
    expect(stage.heard.at(-1)).toMatchObject({ services: ['shop'], start: due, title: 'Move the database' });
  });
});
