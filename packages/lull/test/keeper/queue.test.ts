import { expect, it } from 'vitest';
import { openKeeper } from '../../src/keeper/open.ts';
import { openQueue } from '../../src/keeper/queue.ts';
import { describeEngines } from '../store/engines.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describeEngines('a queue that cannot be opened', (open) => {
  it('leaves nothing behind that keeps its process alive', async () => {
    const store = await open();
    const { log } = openKeeper(store);
    await openQueue(store, log, []).then((queue) => queue.stop());
    const before = timers();
    const kinds = [{ name: 'not a name of a queue', retryLimit: 0, retryDelay: 1 }];
    await expect(openQueue(store, log, kinds)).rejects.toThrow();
    expect(timers()).toBe(before);
  });
});
