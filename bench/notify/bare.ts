import { randomBytes, randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Message } from '../../packages/lull/src/announce/channels/contract.ts';
import { composeWith } from '../../packages/lull/src/announce/channels/mail/compose.ts';
import { poolOptions } from '../../packages/lull/src/announce/channels/mail/server.ts';
import { from, type Said, type Told } from './contract.ts';

// The peer: the same messages through nodemailer's pool, and nothing else; a process of its own.
const { port, message, address } = JSON.parse(process.argv[2]!) as Extract<Told, { message: object }>;
const transport = createTransport({ ...poolOptions(`smtp://127.0.0.1:${port}`), pool: true });
const compose = composeWith(from);
const token = new URL(message.unsubscribeUrl!).pathname.split('/').at(-1)!;
let sent = 0;

/** The message to another reader, with links of their own. */
function messageTo(reader: string): Message {
  const links = randomBytes(token.length).toString('hex').slice(0, token.length);
  const own = (text: string): string => text.replaceAll(token, links).replaceAll(address, reader);
  return {
    ...message,
    id: randomUUID(),
    text: own(message.text),
    html: own(message.html),
    footer: message.footer.map(own),
    invite: message.invite && { ...message.invite, text: own(message.invite.text) },
    unsubscribeUrl: own(message.unsubscribeUrl!),
  };
}

process.on('message', async ({ count, atOnce }: { count: number; atOnce: number }) => {
  const began = performance.now();
  const used = process.cpuUsage();
  let left = count;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      sent += 1;
      const reader = `reader-${sent}@example.com`;
      await transport.sendMail(compose(messageTo(reader), reader));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const { user, system } = process.cpuUsage(used);
  const said: Said = { sent: count, ms: performance.now() - began, cpu: (user + system) / 1e3 };
  process.send!(said);
});
process.send!({});
