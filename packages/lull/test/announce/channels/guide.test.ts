import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { openChannels } from '../../../src/announce/channels/registry.ts';
import { messageWith } from './message.ts';

const root = join(import.meta.dirname, '../../../../..');
const guide = readFileSync(join(root, 'docs/channels.md'), 'utf8');

it('docs/channels.md has a receiver that works as it stands', async () => {
  const [, program] = /```js\n([\s\S]*?)```/.exec(guide)!;
  const port = await freePort();
  const channels = openChannels({ mail: null, perMinute: { mail: 1, webhook: 1, slack: 1, ntfy: 1 } });
  const { webhook } = channels.all;
  const target = webhook.read({ address: `http://127.0.0.1:${port}/`, isTrusted: true });
  const receiver = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program!.replace('8080', String(port))],
    {
      cwd: join(root, 'packages/lull'),
      env: { ...process.env, WEBHOOK_SECRET: target.secret! },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(async () => {
    receiver.kill();
    await once(receiver, 'exit');
    await channels.close();
  });
  const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('listening');

  const send = (message = messageWith(), to = target) => channels.senders.webhook!.send(message, to);
  const message = messageWith({ data: { title: 'first' } });
  expect(await send(message)).toEqual({ outcome: 'sent' });
  expect((await lines.next()).value).toBe("downtime.moved { title: 'first' }");
  expect(await send(message)).toEqual({ outcome: 'sent' });
  const forged = webhook.read({ address: target.address, isTrusted: true });
  expect(await send(messageWith(), forged)).toMatchObject({ outcome: 'again', error: 'answered 401' });
  expect(await send(messageWith({ kind: 'started', data: {} }))).toEqual({ outcome: 'sent' });
  expect((await lines.next()).value).toBe('downtime.started {}');
});
