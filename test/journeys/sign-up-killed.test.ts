import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { callerWith } from '../../packages/lull/test/api/support/server.ts';
import { startMailServer } from '../peers/smtp.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

it('a sign-up outlives the server that took it, and the one that sent its mail', {
  timeout: 240_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lull-sign-up-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const mail = await startMailServer();
  onTestFinished(() => mail.stop());
  const env = { LULL_MAIL_URL: mail.url, LULL_MAIL_FROM: 'status@example.com' };
  const port = 28_000 + (process.pid % 2_000);
  const start = async () => {
    const server = startLullServer({ port, folder, env });
    onTestFinished(() => server.kill());
    return { server, ...(await server.ready) };
  };
  const first = await start();
  const owner = callerWith(first.url, await becomeOwner(first));
  await owner('apply', 'services: { shop: { zone: UTC, public: true } }');
  const form = { address: 'ada@example.org', scope: 'all', language: 'en', zone: '' };
  const kinds = ['scheduled', 'reminder', 'started', 'completed'].map((kind) => ['kind', kind]);
  const body = new URLSearchParams([...Object.entries(form), ...kinds]);
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${first.url}/subscribe`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
  await first.server.kill();

  // The second is killed when its mail is taken and not yet marked as sent.
  const second = await start();
  let isFirst = true;
  mail.refuseMessages(() => {
    if (isFirst) second.server.signal('SIGKILL');
    isFirst = false;
    return null;
  });
  await second.server.ended;
  const third = await start();
  const mails = await mail.received(2);
  expect(new Set(mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
  const confirm = /http\S+\/subscribe\/confirm\/\S+/.exec(mails[1]!.parsed.text!)![0];
  expect((await fetch(confirm, { method: 'POST' })).status).toBe(200);
  const listed = await callerWith(third.url, owner.key)('subscribers');
  expect(listed.json.items).toMatchObject([{ shown: 'ada@example.org', state: 'active', source: 'sign-up' }]);
  for (const { server } of [first, second, third]) {
    expect(server.log()).not.toMatch(/ada@example|confirm\/[0-9a-f]{8}-/);
  }
});
