import { expect, it } from 'vitest';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { deliverAll, mailWorld, outbox, scheduled, statesOf } from './support.ts';

describeEngines('the outbox', (open) => {
  it('is sent, each notice once, in its language and with its id', async () => {
    const store = await open();
    const world = await mailWorld(store);
    await subscribed(world.announce, 'ada@example.com');
    await subscribed(world.announce, 'bert@example.com', { language: 'de', zone: 'Europe/Berlin' });
    await scheduled(world);
    await deliverAll(world, 'sent', 2);
    expect(await statesOf(store)).toEqual({ sent: 2 });
    const rows = await outbox(store);
    expect(world.server.mails.map(({ parsed }) => parsed.messageId).sort()).toEqual(
      rows.map(({ message_id }) => `<${message_id}@example.com>`).sort(),
    );
    expect(rows.map(({ attempts, leased_until, error }) => [attempts, leased_until, error])).toEqual([
      [1, null, null],
      [1, null, null],
    ]);
  });
});
