import type { SMTPPoolOptions } from 'nodemailer/lib/smtp-pool';
import { LullError } from '../../../errors.ts';
import { SECOND } from '../../../time/instant.ts';

/** How many connections a server holds to the mail server at most. */
export const CONNECTIONS = 10;

/** What one connection sends before it is replaced: relays end longer ones. */
const MESSAGES = 500;

/**
 * What the address of the mail server asks for. `smtps` is TLS from the start; `smtp` must become TLS by
 * STARTTLS before anything is sent, but for a server on this machine and for `?tls=optional`, which take TLS
 * where it is offered and look at no certificate.
 *
 * @throws LullError `bad-setting`
 * @example poolOptions('smtps://lull:secret@mail.example.com').port === 465
 */
export function poolOptions(server: string): SMTPPoolOptions {
  const { protocol, hostname, port, username, password, pathname, searchParams, hash } = new URL(server);
  const others = [...searchParams].filter(([name, value]) => name !== 'tls' || value !== 'optional');
  if (others.length > 0 || hash !== '' || !['', '/'].includes(pathname)) {
    const todo = 'Write for example smtps://user:password@mail.example.com, or smtp://…?tls=optional.';
    const what = 'LULL_MAIL_URL has something after the host that is not ?tls=optional';
    throw new LullError('bad-setting', what, todo, { setting: 'LULL_MAIL_URL' });
  }
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);
  const secure = protocol === 'smtps:';
  const isOptional = !secure && (isLocal || searchParams.has('tls'));
  return {
    pool: true,
    host,
    port: port === '' ? usualPort(secure, isLocal) : Number(port),
    secure,
    requireTLS: !(secure || isOptional),
    opportunisticTLS: isOptional,
    tls: { rejectUnauthorized: !isOptional },
    ...(username === '' ? {} : { auth: { user: decoded(username), pass: decoded(password) } }),
    maxConnections: CONNECTIONS,
    maxMessages: MESSAGES,
    // The outbox tries again, and counts.
    maxRequeues: 1,
    dnsTimeout: 10 * SECOND,
    connectionTimeout: 10 * SECOND,
    greetingTimeout: 15 * SECOND,
    socketTimeout: 25 * SECOND,
    maxResponseSize: 65_536,
    logger: false,
  };
}

function usualPort(secure: boolean, isLocal: boolean): number {
  if (secure) return 465;
  return isLocal ? 25 : 587;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
