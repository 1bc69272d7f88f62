import { expect, it } from 'vitest';
import { Refusal } from '../../../../../test/peers/smtp.ts';
import { forgetSubscribers } from '../../../src/announce/audience/forget.ts';
import { signUp } from '../../../src/announce/audience/sign-up.ts';
import { targetOf } from '../../../src/announce/audience/target.ts';
import type { Store } from '../../../src/store/contract.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { startSite } from './site.ts';

const everything = {
  scope: 'all',
  kind: ['scheduled', 'reminder', 'started', 'completed'],
  language: 'en',
  zone: '',
};

const rows = (store: Store) =>
  store.db.selectFrom('announce_subscribers').selectAll().orderBy('shown').execute();

describeEngines('signing up', (open) => {
  it('takes a confirmation from the mailbox itself, and leaves in one click', async () => {
    const store = await open();
    const site = await startSite(store);
    const page = await site.get('/subscribe', { 'accept-language': 'de-AT' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<html lang="de"');
    expect(page.text).toContain('The &amp; shop');
    expect(page.text).not.toContain('vault');

    const form = {
      scope: 'some',
      service: ['bank', 'shop'],
      kind: ['started'],
      language: 'de',
      zone: 'Europe/Berlin',
    };
    const asked = await site.post('/subscribe', { address: 'Ada@Example.org', ...form });
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('Ada@Example.org');
    const [first] = await site.mail.received(1);
    expect(first!.to).toEqual(['Ada@example.org']);
    expect(first!.parsed.subject).toBe('Bitte bestätigen: Nachrichten über Wartungen von Example <status>');
    expect(await rows(store)).toMatchObject([
      { state: 'pending', source: 'sign-up', services: ['bank', 'shop'] },
    ]);

    const confirm = site.link('Ada@example.org', '/subscribe/confirm/');
    const opened = await site.get(confirm);
    expect(opened.status).toBe(200);
    expect(await rows(store)).toMatchObject([{ state: 'pending' }]);
    const confirmed = await site.post(confirm);
    expect(confirmed.status).toBe(200);
    const [row] = await rows(store);
    expect(row).toMatchObject({
      state: 'active',
      address: 'Ada@example.org',
      language: 'de',
      zone: 'Europe/Berlin',
      kinds: ['started'],
      is_trusted: false,
    });
    expect(targetOf(site.world.announce.sealed, row!)).toMatchObject({
      address: 'Ada@example.org',
      secret: null,
    });
    // A second time, by whatever way, nothing is another.
    expect((await site.post(confirm)).status).toBe(200);
    expect(await rows(store)).toEqual([row]);

    const manage = /href="(\/subscription\/[^"]+)"/.exec(confirmed.text)![1]!;
    const own = await site.get(manage);
    expect(own.text).toContain('Ada@example.org');
    expect(own.headers.get('referrer-policy')).toBe('no-referrer');
    expect(own.headers.get('cache-control')).toBe('no-store');
    const saved = await site.post(manage, { ...everything, language: 'en', zone: 'Asia/Tokyo' });
    expect(saved.status).toBe(200);
    expect(saved.text).toContain('What you chose is saved.');
    expect(await rows(store)).toMatchObject([
      { services: null, kinds: null, zone: 'Asia/Tokyo', language: 'en' },
    ]);

    const token = site.world.announce.sealed.token('unsubscribe', row!.id);
    expect((await site.get(`/unsubscribe/${token}`)).status).toBe(200);
    expect(await rows(store)).toMatchObject([{ state: 'active' }]);
    for (let i = 0; i < 2; i++) {
      const left = await site.post(`/unsubscribe/${token}`, { 'List-Unsubscribe': 'One-Click' }, {});
      expect(left.status).toBe(200);
      expect(left.headers.get('set-cookie')).toBeNull();
    }
    expect(await rows(store)).toMatchObject([
      {
        state: 'disabled',
        disabled_why: 'left',
        address: '',
        shown: '',
        services: null,
        tags: [],
        zone: null,
      },
    ]);
    expect((await site.post(confirm)).status).toBe(404);

    // Only the mailbox brings it back, and one that nobody confirms has still left.
    site.world.now += 2 * HOUR;
    await site.post('/subscribe', { address: 'ada@example.org', ...everything });
    await site.mail.received(2);
    expect(await rows(store)).toMatchObject([{ state: 'pending', address: 'ada@example.org' }]);
    site.world.now += 3 * DAY;
    await forgetSubscribers(site.world.announce);
    expect(await rows(store)).toMatchObject([{ state: 'disabled', address: '', disabled_why: 'left' }]);
  });

  it('answers the same whether the address is new, waiting, known, disabled or has left', async () => {
    const store = await open();
    const site = await startSite(store);
    const { announce } = site.world;
    await subscribed(announce, 'known@example.org', { language: 'de', services: ['vault'], tags: ['vip'] });
    await subscribed(announce, 'waits@example.org', { state: 'pending', source: 'sign-up' });
    await subscribed(announce, 'dead@example.org', { state: 'disabled' });
    const addresses = ['fresh@example.org', 'known@example.org', 'waits@example.org', 'dead@example.org'];
    const answers = await Promise.all(
      addresses.map(async (address) => {
        const { status, headers, text } = await site.post('/subscribe', { address, ...everything });
        const named = [...headers].filter(
          ([name]) => !['x-request-id', 'date', 'content-length'].includes(name),
        );
        return JSON.stringify([status, named, text.replaceAll(address, 'ADDRESS')]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    await site.mail.received(4);
    const subject = (to: string) => site.mail.mails.find((mail) => mail.to.includes(to))!.parsed.subject;
    expect(addresses.map(subject)).toEqual([
      'Please confirm: messages about maintenance from Example <status>',
      'Sie sind bereits angemeldet: Example <status>',
      'Please confirm: messages about maintenance from Example <status>',
      'Please confirm: messages about maintenance from Example <status>',
    ]);
    // Nobody's words change what somebody else has chosen.
    const known = (await rows(store)).find(({ shown }) => shown === 'known@example.org');
    expect(known).toMatchObject({ services: ['vault'], language: 'de', state: 'active', tags: ['vip'] });
  });

  it('writes to one address once an hour and three times a day, whoever asks', async () => {
    const store = await open();
    const site = await startSite(store);
    const ask = async () => {
      expect((await site.post('/subscribe', { address: 'ada@example.org', ...everything })).status).toBe(200);
    };
    const letters = async () => {
      const jobs = await site.world.announce.queue().boss.findJobs('announce-mail');
      return jobs.every(({ state }) => state === 'completed') ? site.mail.mails.length : null;
    };
    const sent = async (count: number) => {
      await expect.poll(letters, { timeout: 20_000 }).not.toBeNull();
      expect(await letters()).toBe(count);
    };
    await ask();
    await ask();
    await sent(1);
    site.world.now += HOUR - MINUTE;
    await ask();
    await sent(1);
    for (const count of [2, 3, 3, 3]) {
      site.world.now += HOUR;
      await ask();
      await sent(count);
    }
  });

  it('holds a network to thirty an hour, and says so calmly', async () => {
    const store = await open();
    const site = await startSite(store, { runs: false });
    for (let i = 0; i < 30; i++) {
      expect((await site.post('/subscribe', { address: `a${i}@example.org`, ...everything })).status).toBe(
        200,
      );
    }
    const over = await site.post('/subscribe', { address: 'a30@example.org', ...everything });
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect(over.text).toContain('Please try again a little later');
    const counted = await store.db.selectFrom('access_attempts').select('key').execute();
    expect(JSON.stringify(counted)).not.toContain('127.0.0.1');
  });

  it('holds all networks together to sixty a minute', async () => {
    const store = await open();
    const { world } = await startSite(store, { runs: false });
    const asked = { address: 'ada@example.org', language: 'en', zone: null, services: null, kinds: null };
    for (let i = 0; i < 60; i++) await signUp(world.announce, asked, `192.0.2.${i}`);
    await expect(signUp(world.announce, asked, '198.51.100.1')).rejects.toMatchObject({
      code: 'too-many-requests',
      details: { retryAfter: expect.any(Number) },
    });
  });

  it('forgets what nobody confirms, and an address that is refused for good', async () => {
    const store = await open();
    const site = await startSite(store);
    site.mail.refuseRecipients((to) => (to.startsWith('no') ? new Refusal(550, '5.1.1 no such user') : null));
    await site.post('/subscribe', { address: 'nobody@example.org', ...everything });
    await site.post('/subscribe', { address: 'slow@example.org', ...everything });
    await site.mail.received(1);
    await expect
      .poll(async () => (await rows(store)).map(({ shown }) => shown))
      .toEqual(['slow@example.org']);
    site.world.now += 47 * HOUR;
    expect(await forgetSubscribers(site.world.announce)).toEqual({ pending: 0, disabled: 0 });
    site.world.now += 2 * HOUR;
    expect(await forgetSubscribers(site.world.announce)).toEqual({ pending: 1, disabled: 0 });
    expect(await rows(store)).toEqual([]);
    expect((await site.get(site.link('slow@example.org', '/subscribe/confirm/'))).status).toBe(404);
  });

  it('gives whoever asks again two days from the newest letter', async () => {
    const store = await open();
    const site = await startSite(store);
    await site.post('/subscribe', { address: 'ada@example.org', ...everything });
    await site.mail.received(1);
    site.world.now += 47 * HOUR;
    await site.post('/subscribe', { address: 'ada@example.org', ...everything });
    await site.mail.received(2);
    site.world.now += 47 * HOUR;
    expect(await forgetSubscribers(site.world.announce)).toEqual({ pending: 0, disabled: 0 });
    expect((await site.get(site.link('ada@example.org', '/subscribe/confirm/'))).status).toBe(200);
    site.world.now += 2 * HOUR;
    expect(await forgetSubscribers(site.world.announce)).toEqual({ pending: 1, disabled: 0 });
  });

  it('keeps an address that the mail server repeats out of the log and the queue, whatever its case', async () => {
    const store = await open();
    const told: object[] = [];
    const tell = (fields: object) => void told.push(fields);
    const site = await startSite(store, { log: { debug: tell, info: tell, warn: tell, error: tell } });
    site.mail.refuseRecipients((to) => new Refusal(450, `4.2.1 <${to.toUpperCase()}> is busy`));
    await site.post('/subscribe', { address: 'ada@example.org', ...everything });
    const jobs = () => site.world.announce.queue().boss.findJobs('announce-mail');
    const tried = async () => JSON.stringify((await jobs()).map(({ output }) => output));
    await expect.poll(tried, { timeout: 20_000 }).toContain('is busy');
    const messages = told.map((one) => String((one as { err?: Error }).err?.message));
    expect(messages.join()).toContain('is busy');
    expect(messages.join() + (await tried())).not.toMatch(/ada@/i);
  });

  it.each<[string, Record<string, string>, Record<string, string | string[]>, number]>([
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['a form of a neighbour', { 'sec-fetch-site': 'same-site' }, {}, 403],
    ['another origin', { origin: 'https://evil.example' }, {}, 403],
    ['JSON', { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }, {}, 415],
    ['more than a form', { 'sec-fetch-site': 'same-origin' }, { address: 'x'.repeat(70_000) }, 413],
    ['no address', { 'sec-fetch-site': 'same-origin' }, { address: '' }, 422],
    ['a header in the address', {}, { address: 'a@example.org\r\nBcc: b@example.org' }, 422],
    ['two addresses', {}, { address: 'a@example.org, b@example.org' }, 422],
    ['a service that is not public', {}, { scope: 'some', service: ['vault'] }, 422],
    ['no service', {}, { scope: 'some', service: [] }, 422],
    ['a zone that is none', {}, { zone: 'Mars/Olympus' }, 422],
    ['a language that is none', {}, { language: '<script>' }, 422],
    ['a kind that is none', {}, { kind: ['constructor'] }, 422],
    ['half of a character', {}, { address: 'a\ud800@example.org' }, 422],
    ['a NUL', {}, { zone: 'UTC\0' }, 400],
  ])('refuses %s', async (_, headers, form, status) => {
    const store = await open();
    const site = await startSite(store, { runs: false });
    const sent = { address: 'ada@example.org', ...everything, ...form };
    const answer = await site.post('/subscribe', sent, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/^<!doctype html>/);
    expect(answer.text).not.toContain('<script');
    const jobs = await site.world.announce.queue().boss.findJobs('announce-mail');
    expect(jobs).toEqual([]);
  });

  it('does not undo what the team has disabled', async () => {
    const store = await open();
    const site = await startSite(store);
    const { announce } = site.world;
    const disabled = { state: 'disabled' as const, services: ['vault'] };
    const { id } = await subscribed(announce, 'ada@example.org', disabled);
    const row = store.db.updateTable('announce_subscribers').set({ disabled_why: 'by the team' });
    await row.where('id', '=', id).execute();
    const before = await rows(store);
    await site.post('/subscribe', { address: 'ada@example.org', ...everything });
    const jobs = () => announce.queue().boss.findJobs('announce-mail');
    const states = async () => (await jobs()).map(({ state }) => state);
    await expect.poll(states, { timeout: 20_000 }).toEqual(['completed']);
    expect(site.mail.mails).toEqual([]);
    expect((await site.post(`/subscribe/confirm/${announce.sealed.token('confirm', id)}`)).status).toBe(404);
    expect(await rows(store)).toEqual(before);
  });

  it('has no page for a link that somebody made up, or of another kind', async () => {
    const store = await open();
    const site = await startSite(store, { runs: false });
    const { id } = await subscribed(site.world.announce, 'ada@example.org');
    const { sealed } = site.world.announce;
    const wrong = [
      sealed.token('unsubscribe', id),
      sealed.token('confirm', id),
      sealed.token('manage', 'nobody'),
      `${id}.`,
      id,
      '%00',
      "'; drop table announce_subscribers; --",
      '..%2f..%2fetc',
    ];
    for (const token of wrong) {
      for (const rest of ['', '/leave', '/erase']) {
        const path = `/subscription/${encodeURIComponent(token)}${rest}`;
        const answer = rest === '' ? await site.get(path) : await site.post(path);
        const isGone = token === sealed.token('manage', 'nobody') && rest !== '';
        expect([path, answer.status]).toEqual([path, isGone ? 200 : 404]);
      }
    }
    expect((await site.get(`/unsubscribe/${sealed.token('manage', id)}`)).status).toBe(404);
    expect((await site.post(`/unsubscribe/${sealed.token('confirm', id)}`)).status).toBe(404);
    expect(await rows(store)).toMatchObject([{ state: 'active' }]);
  });

  it('shows whom the team added what they have, and widens it to nothing that is not public', async () => {
    const store = await open();
    const site = await startSite(store, { runs: false });
    const { announce } = site.world;
    const { id } = await subscribed(announce, 'ada@example.org', { services: ['vault', 'gone'] });
    const manage = `/subscription/${announce.sealed.token('manage', id)}`;
    const page = await site.get(manage);
    for (const name of ['vault', 'gone', 'bank', 'shop']) expect(page.text).toContain(`value="${name}"`);
    expect(page.text).not.toContain('value="all"');
    expect((await site.post(manage, everything)).status).toBe(200);
    expect(await rows(store)).toMatchObject([{ services: ['bank', 'gone', 'shop', 'vault'] }]);
    const mine = { ...everything, scope: 'some', service: ['gone', 'shop'] };
    expect((await site.post(manage, mine)).status).toBe(200);
    expect(await rows(store)).toMatchObject([{ services: ['gone', 'shop'] }]);
    expect((await site.post(manage, { ...mine, service: ['vault'] })).status).toBe(422);
  });
});
