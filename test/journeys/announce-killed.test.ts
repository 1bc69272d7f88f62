import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerWith } from '../../packages/lull/test/api/support/server.ts';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import { type MailServer, startMailServer } from '../peers/smtp.ts';
import { type LullServer, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const place = workplace();
const port = 20_000 + (process.pid % 4_000);
const url = `http://127.0.0.1:${port}`;
let mail: MailServer;
let server: LullServer;

const start = async (): Promise<void> => {
  const env = { LULL_MAIL_URL: mail.url, LULL_MAIL_FROM: 'Example <status@example.com>' };
  server = startLullServer({ port, folder: join(place.folder, 'data'), env });
  await server.ready;
};

beforeAll(async () => {
  mail = await startMailServer();
  await start();
  const owner = callerWith(url, await becomeOwner(await server.ready));
  const yaml = 'services: { shop: { zone: UTC, public: true } }';
  expect((await owner('apply', yaml)).status).toBe(200);
}, 120_000);
afterAll(async () => {
  await server.kill();
  await mail.stop();
  place.remove();
});

const signUp = async (address: string): Promise<void> => {
  const body = new URLSearchParams({ address, scope: 'all', kind: 'scheduled', language: 'en', zone: '' });
  const { status } = await fetch(`${url}/subscribe`, { method: 'POST', body });
  expect(status).toBe(200);
};

const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));

it('who was told that a letter is on its way gets it, though the server dies in that moment', async () => {
  await signUp('ada@example.org');
  await server.kill();
  await start();
  await expect.poll(() => mailsTo('ada@example.org').length).toBe(1);
}, 180_000);

it('a letter that was on its way when the server died comes again, as the same one', async () => {
  mail.refuseMessages((to) => {
    if (to.includes('bea@example.org')) server.signal('SIGKILL');
    return null;
  });
  await signUp('bea@example.org');
  await server.ended;
  mail.refuseMessages(null);
  await expect.poll(() => mailsTo('bea@example.org').length).toBe(1);
  await start();
  await expect.poll(() => mailsTo('bea@example.org').length, { timeout: 90_000 }).toBe(2);
  const [first, again] = mailsTo('bea@example.org');
  expect(again!.parsed.messageId).toBe(first!.parsed.messageId);
  expect(again!.parsed.text).toBe(first!.parsed.text);
}, 240_000);
