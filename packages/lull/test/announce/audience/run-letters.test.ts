import { expect, it, vi } from 'vitest';
import { runLetters } from '../../../src/announce/audience/run-letters.ts';
import { describeEngines } from '../../store/engines.ts';
import { announceWorld } from '../support/world.ts';

describeEngines('what waits behind the sign-up page', (open) => {
  it('is left to the servers that can send mail', async () => {
    const { announce } = await announceWorld(await open());
    const work = vi.spyOn(announce.queue().boss, 'work');
    await runLetters(announce);
    expect(work).not.toHaveBeenCalled();
  });
});
