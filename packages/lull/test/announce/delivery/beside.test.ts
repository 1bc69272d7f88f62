import { expect, it, onTestFinished } from 'vitest';
import { startMailServer } from '../../../../../test/peers/smtp.ts';
import { insertRows } from '../../../src/announce/audience/rows.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { DAY } from '../../../src/time/instant.ts';
import { owner, scheduler, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { delivering } from './delivering.ts';
import { readers } from './readers.ts';
import { mailWorld, scheduled, statesOf } from './support.ts';

const READERS = 2_000;
const CHANGES = 10;

describeEngines('while thousands of notices go out', (open) => {
  it('people go on with their work', { timeout: 120_000 }, async () => {
    const store = await open();
    const server = await startMailServer({
      onData: (stream, _session, taken) => void stream.on('end', taken).resume(),
    });
    onTestFinished(() => server.stop());
    const world = await mailWorld(store, {}, server);
    await store.transaction((trx) => insertRows(trx, readers(world.announce, READERS, world.now)));
    await scheduled(world);
    const running = delivering(world.announce);
    await running.until('sent', 1);
    for (let i = 1; i <= CHANGES; i += 1) {
      const plan = { ...tonight, start: tonight.start + i * DAY, schedule: true };
      const { downtime } = await createDowntime(world.keeper, scheduler, plan);
      await commandDowntime(world.keeper, owner, downtime.id, { type: 'cancel', why: 'tried' });
    }
    // All of that was done long before the last notice was.
    expect(running.counts.get('sent')!).toBeLessThan(READERS);
    await running.until('sent', READERS);
    await running.stop();
    expect((await statesOf(store)).sent).toBe(READERS);
  });
});
