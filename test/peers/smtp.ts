import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The bytes, as text. */
  readonly raw: string;
  readonly parsed: ParsedMail;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
}

/** Says to refuse; `code` and text are what the other side reads. */
export class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/** A real SMTP server that a test has started. */
export interface MailServer {
  /** `smtp://127.0.0.1:PORT`, or `smtps://localhost:PORT` */
  readonly url: string;
  readonly port: number;
  /** What came, the earliest first. */
  readonly mails: ReceivedMail[];
  /** The most connections that were open at the same time. */
  readonly mostConnections: () => number;
  /** Awaits until as many mails are there in all. */
  received(count: number): Promise<readonly ReceivedMail[]>;
  /** What it answers to a recipient from now on; null takes everybody. */
  refuseRecipients(refusal: ((to: string) => Refusal | null) | null): void;
  /** What it answers to a message from now on, after its data; null takes every one. */
  refuseMessages(refusal: ((to: readonly string[]) => Refusal | null) | null): void;
  stop(): Promise<void>;
}

const certificates = join(import.meta.dirname, '../../packages/lull/test/proxy/certificates');

/** A certificate for `localhost` and `127.0.0.1` that signed itself, and its key; for servers of tests. */
export const certificate = {
  cert: readFileSync(join(certificates, 'one.pem'), 'utf8'),
  key: readFileSync(join(certificates, 'one.key'), 'utf8'),
};

/**
 * Starts a mail server on a free port of 127.0.0.1. It takes everything from everybody without a password.
 *
 * @param options as of `smtp-server`; `secure` for TLS from the start
 * @param at its port; a free one when left out
 * @example const server = await startMailServer(); … await server.received(1); await server.stop();
 */
export async function startMailServer(options: SMTPServerOptions = {}, at = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  let refuseRecipient: ((to: string) => Refusal | null) | null = null;
  let refuseMessage: ((to: readonly string[]) => Refusal | null) | null = null;
  let most = 0;
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onConnect: (_session, done) => {
      most = Math.max(most, server.connections.size);
      done();
    },
    onRcptTo: ({ address }, _session, done) => done(refuseRecipient?.(address) ?? null),
    onData: (stream, { envelope, secure }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address);
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const taken = async (): Promise<void> => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
        const refusal = refuseMessage?.(to) ?? null;
        if (refusal !== null) throw refusal;
        const raw = Buffer.concat(chunks).toString();
        mails.push({ from, to, raw, parsed: await simpleParser(raw), isSecure: secure });
        for (const look of waiting) look();
      };
      taken().then(() => done(), done);
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: options.secure === true ? `smtps://localhost:${port}` : `smtp://127.0.0.1:${port}`,
    port,
    mails,
    mostConnections: () => most,
    received: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (mails.length < count) return;
          waiting.delete(look);
          resolve(mails);
        };
        waiting.add(look);
        look();
      }),
    refuseRecipients: (refusal) => {
      refuseRecipient = refusal;
    },
    refuseMessages: (refusal) => {
      refuseMessage = refusal;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
