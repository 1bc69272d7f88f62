import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { composeWith } from '../../packages/lull/src/announce/channels/mail/compose.ts';
import { poolOptions } from '../../packages/lull/src/announce/channels/mail/server.ts';
import { from, type Said, type Told } from './contract.ts';

// The peer: the same messages through nodemailer's pool, and nothing else; a process of its own.
const { port, message } = JSON.parse(process.argv[2]!) as Extract<Told, { message: object }>;
const transport = createTransport({ ...poolOptions(`smtp://127.0.0.1:${port}`), pool: true });
const compose = composeWith(from);
let sent = 0;

process.on('message', async ({ count, atOnce }: { count: number; atOnce: number }) => {
  const began = performance.now();
  const used = process.cpuUsage();
  let left = count;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      sent += 1;
      await transport.sendMail(compose({ ...message, id: randomUUID() }, `reader-${sent}@example.com`));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const { user, system } = process.cpuUsage(used);
  const said: Said = { sent: count, ms: performance.now() - began, cpu: (user + system) / 1e3 };
  process.send!(said);
});
process.send!({});
