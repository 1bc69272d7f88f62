import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { importSubscribers } from '../../../src/announce/audience/import.ts';
import { countSubscribers } from '../../../src/announce/audience/list.ts';
import { startServer } from '../../api/support/server.ts';
import { describeEngines } from '../../store/engines.ts';

describeEngines('an import of many subscribers', (open) => {
  it('lets others in between', async () => {
    const store = await open();
    const server = await startServer(store);
    onTestFinished(() => server.stop());
    const { announce, ownerActor } = server;
    const many = 1_500;
    const text = `address\n${Array.from({ length: many }, (_, i) => `a${i}@example.com\n`).join('')}`;
    let isDone = false;
    const importing = importSubscribers(announce, ownerActor, text, { consent: 'agreed' }).finally(() => {
      isDone = true;
    });
    const seen = new Set<number>();
    while (!isDone) {
      await setImmediate();
      const [found] = await countSubscribers(store.db, ownerActor, {});
      seen.add(found?.count ?? 0);
    }
    expect(await importing).toMatchObject({ added: many, badCount: 0 });
    expect([...seen].filter((count) => count > 0 && count < many)).not.toEqual([]);
  });
});
