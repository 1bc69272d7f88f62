import { expect, it, onTestFinished } from 'vitest';
import { Refusal, startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Actor } from '../../../src/access/contract.ts';
import { tryChannel } from '../../../src/announce/channels/try-channel.ts';
import { openKeeper } from '../../../src/keeper/open.ts';
import type { Store } from '../../../src/store/contract.ts';
import { describeEngines } from '../../store/engines.ts';
import { openTestAnnounce } from '../support/open.ts';

const owner: Actor = {
  kind: 'person',
  id: 'p1',
  name: 'Olga',
  person: 'p1',
  role: 'owner',
  grants: new Map(),
  scopes: null,
  from: null,
  request: null,
};

describeEngines('trying a channel', (open) => {
  it('sends one mail that says that it is a test, and keeps who did it, not to whom', async () => {
    const store = await open();
    const { mail, announce } = await started(store);
    const to = { channel: 'mail', address: 'Ada@Example.org', language: 'de-AT' } as const;
    const { id, shown, sent, secret } = await tryChannel(announce, owner, to);
    expect({ shown, sent, secret }).toEqual({
      shown: 'Ada@example.org',
      sent: { outcome: 'sent' },
      secret: null,
    });
    const [{ parsed }] = (await mail.received(1)) as [(typeof mail.mails)[0]];
    expect(parsed.messageId).toBe(`<${id}@example.com>`);
    expect(parsed.subject).toMatch(/^Nur ein Test: .*lull\.example\.com$/);
    expect(parsed.text).toContain('keine Wartung angekündigt');
    expect(parsed.html).toContain('<html lang="de"');
    expect(parsed.headers.has('list-unsubscribe')).toBe(false);

    mail.refuseRecipients(() => new Refusal(550, '5.1.1 no such user'));
    expect((await tryChannel(announce, owner, to)).sent).toMatchObject({
      outcome: 'refused',
      disables: true,
    });

    const audit = await store.db.selectFrom('access_audit').selectAll().execute();
    expect(audit).toMatchObject([
      { action: 'channel.try', subject: 'mail', actor_name: 'Olga', data: { message: id } },
      { action: 'channel.try', subject: 'mail' },
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/example\.org/i);
  });

  it('is for owners of everything, where the channel is set up, to what can be an address', async () => {
    const { announce } = await started(await open());
    const refused = (actor: Actor, address: string, by: typeof announce = announce) =>
      expect(tryChannel(by, actor, { channel: 'mail', address, language: 'en' })).rejects;
    const ofShop: Actor = { ...owner, role: 'viewer', grants: new Map([['shop', 'owner']]) };
    await refused(ofShop, 'ada@example.org').toMatchObject({ code: 'not-allowed' });
    await refused(owner, 'ada').toMatchObject({ code: 'bad-address' });
    const without = { ...announce, channels: { ...announce.channels, senders: noSenders } };
    await refused(owner, 'ada@example.org', without).toMatchObject({
      code: 'channel-not-set-up',
      todo: expect.stringContaining('LULL_MAIL_URL'),
    });
  });
});

const noSenders = { mail: null, webhook: null, slack: null, ntfy: null };

async function started(store: Store) {
  const mail = await startMailServer();
  const room = await openTestAnnounce(store, {
    settings: { mail: { server: mail.url, from: 'Status <status@example.com>' } },
  });
  await room.connect(openKeeper(store, { followers: [room.follower] }));
  onTestFinished(async () => {
    await room.close();
    await mail.stop();
  });
  return { mail, announce: room.announce };
}
