import { expect, it, onTestFinished } from 'vitest';
import { Refusal, startMailServer } from '../../../../../test/peers/smtp.ts';
import { retryNotices } from '../../../src/announce/delivery/retry-notices.ts';
import { runDelivery } from '../../../src/announce/delivery/run-delivery.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { HOUR, MINUTE } from '../../../src/time/instant.ts';
import { owner, requester, scheduler, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { delivering } from './delivering.ts';
import { deliverAll, mailWorld, outbox, scheduled, statesOf } from './support.ts';

describeEngines('the outbox', (open) => {
  it('is sent, each notice once, and carries its id', async () => {
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
    for (const { attempts, leased_until, error } of rows) {
      expect([attempts, leased_until, error]).toEqual([1, null, null]);
    }
  });

  it('tries again what the mail server puts off, later each time, with the same id', async () => {
    const store = await open();
    const world = await mailWorld(store);
    world.server.refuseMessages(() => new Refusal(451, '4.7.1 greylisted, come again'));
    await subscribed(world.announce, 'ada@example.com');
    await scheduled(world);
    const running = delivering(world.announce);
    await running.until('again', 1);
    const [first] = await outbox(store);
    expect(first).toMatchObject({ state: 'queued', attempts: 1, leased_until: null });
    expect(first!.error).toContain('greylisted');
    const wait = first!.try_at.getTime() - world.now;
    expect(wait).toBeGreaterThanOrEqual(0.75 * MINUTE);
    expect(wait).toBeLessThanOrEqual(1.25 * MINUTE);
    world.now += 2 * MINUTE;
    await running.until('again', 2);
    const [second] = await outbox(store);
    expect(second!.try_at.getTime() - world.now).toBeGreaterThanOrEqual(1.5 * MINUTE);
    world.server.refuseMessages(null);
    world.now += 5 * MINUTE;
    await running.until('sent', 1);
    await running.stop();
    expect(await statesOf(store)).toEqual({ sent: 1 });
    expect(world.server.mails).toHaveLength(1);
    expect(world.server.mails[0]!.parsed.messageId).toBe(`<${first!.message_id}@example.com>`);
  });

  it('gives up after the last attempt, and one event tells of all that failed', async () => {
    const store = await open();
    const world = await mailWorld(store);
    world.server.refuseMessages(() => new Refusal(452, '4.2.2 mailbox full'));
    for (const name of ['ada', 'bea', 'cem']) await subscribed(world.announce, `${name}@example.com`);
    const downtime = await scheduled(world);
    const { attempts } = world.announce.channels.all.mail.retry;
    await store.db
      .updateTable('announce_notices')
      .set({ attempts: attempts - 2 })
      .execute();
    const running = delivering(world.announce);
    await running.until('again', 3);
    world.now += 90 * MINUTE;
    await running.until('failed', 3);
    await running.stop();
    const rows = await outbox(store);
    expect(rows.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(rows[0]!.error).toBe(`given up after ${attempts} attempts: 452 4.2.2 mailbox full`);
    const events = await eventsAfter(store.db, 0, { limit: 100, kinds: ['notice.failed'] });
    expect(events.reduce((sum, { data }) => sum + Number(data.count), 0)).toBe(events.at(-1)!.data.total);
    expect(events[0]).toMatchObject({ downtime: downtime.id, services: ['shop'] });
    expect(events[0]!.data).toMatchObject({ notice: 'scheduled', channel: 'mail' });
    expect(JSON.stringify(events)).not.toContain('example.com');
  });

  it('disables an address that is refused for good, and keeps no address in the error', async () => {
    const store = await open();
    const world = await mailWorld(store);
    world.server.refuseRecipients((to) =>
      to.startsWith('gone') ? new Refusal(550, `5.1.1 <${to}> unknown; ask ${to}`) : null,
    );
    const gone = await subscribed(world.announce, 'gone@example.com');
    await subscribed(world.announce, 'ada@example.com');
    const downtime = await scheduled(world);
    const running = delivering(world.announce);
    await Promise.all([running.until('failed', 1), running.until('sent', 1)]);
    await running.stop();
    const rows = await outbox(store);
    const failed = rows.find(({ recipient }) => recipient === gone.id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(failed!.error).toBe('550 5.1.1 <…> unknown; ask …');
    const kept = await store.db
      .selectFrom('announce_subscribers')
      .select(['state', 'disabled_why'])
      .where('id', '=', gone.id)
      .executeTakeFirst();
    expect(kept).toEqual({ state: 'disabled', disabled_why: '550 5.1.1 <…> unknown; ask …' });
    const changes = { start: tonight.start + HOUR };
    await commandDowntime(world.keeper, scheduler, downtime.id, { type: 'revise', changes });
    await world.tell();
    await deliverAll(world, 'sent', 1);
    expect(world.server.mails.map(({ to }) => to)).toEqual([['ada@example.com'], ['ada@example.com']]);
  });

  it('is not held up by an answer of which half a character is kept', async () => {
    const world = await mailWorld(await open());
    world.server.refuseMessages(() => new Refusal(451, `x${'😀'.repeat(200)}`));
    await subscribed(world.announce, 'ada@example.com');
    await scheduled(world);
    await deliverAll(world, 'again', 1);
    const [kept] = await outbox(world.announce.store);
    expect(kept!.error).toContain('x😀');
  });

  it('sends nothing to who has left meanwhile, and nothing that was called off', async () => {
    const store = await open();
    const world = await mailWorld(store);
    const left = await subscribed(world.announce, 'left@example.com');
    await subscribed(world.announce, 'ada@example.com');
    const downtime = await scheduled(world);
    await store.db.deleteFrom('announce_subscribers').where('id', '=', left.id).execute();
    // Called off, and not yet taken back one by one.
    await commandDowntime(world.keeper, owner, downtime.id, { type: 'cancel', why: 'not needed' });
    await deliverAll(world, 'cancelled', 2);
    expect(await statesOf(store)).toEqual({ cancelled: 2 });
    expect((await outbox(store)).map(({ error }) => error)).toEqual([
      'something else holds now',
      'something else holds now',
    ]);
    await scheduled(world, 1);
    await deliverAll(world, 'sent', 1);
    expect(world.server.mails.map(({ to }) => to[0])).toEqual(['ada@example.com']);
  });

  it('reminds nobody of what has begun', async () => {
    const store = await open();
    const world = await mailWorld(store);
    await subscribed(world.announce, 'ada@example.com');
    await scheduled(world);
    await deliverAll(world, 'sent', 1);
    await world.at(tonight.start - HOUR);
    expect(await statesOf(store)).toEqual({ sent: 1, queued: 1 });
    world.now = tonight.start;
    await deliverAll(world, 'cancelled', 1);
    expect((await outbox(store)).at(-1)).toMatchObject({
      kind: 'reminder',
      state: 'cancelled',
      error: 'the downtime has begun',
    });
    expect(world.server.mails).toHaveLength(1);
  });

  it('fails at once where the channel is not set up, and is sent when it is and somebody says so', async () => {
    const store = await open();
    const world = await mailWorld(store, { mail: null });
    await subscribed(world.announce, 'ada@example.com');
    const { id } = await scheduled(world);
    await deliverAll(world, 'failed', 1);
    expect((await outbox(store))[0]!.error).toMatch(/^mail is not set up on this server/);
    const second = await mailWorld(store);
    const { announce, server } = second;
    await expect(retryNotices(announce, requester, id, {})).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await retryNotices(announce, owner, id, { dryRun: true })).toBe(1);
    expect(await statesOf(store)).toEqual({ failed: 1 });
    expect(await retryNotices(announce, owner, id, { channel: 'webhook' })).toBe(0);
    expect(await retryNotices(announce, owner, id, { channel: 'mail', why: 'set up' })).toBe(1);
    await deliverAll(second, 'sent', 1);
    expect(server.mails).toHaveLength(1);
    expect(await retryNotices(announce, owner, id, {})).toBe(0);
  });

  it('ends though it is told to before it has begun', async () => {
    const { announce } = await mailWorld(await open());
    const stopping = new AbortController();
    const ended = runDelivery(announce, { signal: stopping.signal });
    stopping.abort();
    await ended;
  });

  it('goes on when the mail server was away', async () => {
    const store = await open();
    const world = await mailWorld(store);
    await subscribed(world.announce, 'ada@example.com');
    await scheduled(world);
    await world.server.stop();
    const running = delivering(world.announce);
    await running.until('again', 1);
    expect((await outbox(store))[0]).toMatchObject({ state: 'queued', attempts: 1 });
    const back = await startMailServer({}, world.server.port);
    onTestFinished(() => back.stop());
    world.now += 2 * MINUTE;
    await running.until('sent', 1);
    await running.stop();
    expect(back.mails).toHaveLength(1);
  });
});
