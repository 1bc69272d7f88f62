import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type MailServer, startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Sender, Target } from '../../../src/announce/channels/contract.ts';
import { mailChannel } from '../../../src/announce/channels/mail/channel.ts';
import { mailSender } from '../../../src/announce/channels/mail/sender.ts';

export const from = 'Prüfstand “status” <status@example.com>';

export function target(address = 'ada@example.org'): Target {
  return mailChannel.read({ address, isTrusted: false });
}

/** A sender that ends with the test. */
export function senderTo(server: string, sender = from, within?: number): Sender {
  const opened = mailSender({ server, from: sender }, within);
  onTestFinished(() => opened.close());
  return opened;
}

/** A mail server that ends with the test. */
export async function started(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/**
 * A mail server of which a test says what it answers to each line.
 *
 * @returns its address
 */
export async function talking(answer: (line: string, socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {}).write('220 mail.example.com\r\n');
    createInterface(socket).on('line', (line) => answer(line, socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
