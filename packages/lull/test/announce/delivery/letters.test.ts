import { expect, it } from 'vitest';
import { claim } from '../../../src/announce/delivery/claim.ts';
import type { Claimed } from '../../../src/announce/delivery/contract.ts';
import { openLetters } from '../../../src/announce/delivery/letters.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { mailWorld, scheduled } from './support.ts';

describeEngines('what programs are told', (open) => {
  it('counts from when it was due, whatever others were told a moment before', async () => {
    const world = await mailWorld(await open());
    const { announce } = world;
    for (const name of ['one', 'two']) {
      await subscribed(announce, `https://${name}.example.com/hook`, { channel: 'webhook' });
    }
    await scheduled(world);
    const { claimed } = await claim(announce, { channel: 'webhook', most: 2, inHand: [] });
    const [first, second] = claimed.map((notice, i): Claimed => {
      return { ...notice, madeAt: tonight.start - 90 * MINUTE + i * 40 * SECOND };
    }) as [Claimed, Claimed];
    const said = async (...notices: Claimed[]) => {
      const opened = (await openLetters(announce).open(notices)).map((one) => one.open());
      return opened.map((one) => ('message' in one ? one.message.data.text : one));
    };
    const [before, after] = await said(first, second);
    expect(after).not.toEqual(before);
    expect([after]).toEqual(await said(second));
  });
});
