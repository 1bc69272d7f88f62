import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html } from 'hono/html';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail, as it came. */
export interface Mail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A mail server that sends nothing on, and a page that shows what it got. */
export interface MailSink {
  /** For `LULL_MAIL_URL`. */
  readonly smtp: string;
  readonly page: string;
  readonly mails: readonly Mail[];
  stop(): Promise<void>;
}

/** Starts both on free ports of this machine. `onMail` hears of each mail. */
export async function openMailSink(onMail: (mail: Mail) => void): Promise<MailSink> {
  const mails: Mail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, _session, done) {
      const take = (parsed: ParsedMail): void => {
        const to = [parsed.to ?? []].flat().map((one) => one.text);
        const mail = {
          at: Date.now(),
          to: to.join(', '),
          subject: parsed.subject ?? '',
          text: parsed.text ?? '',
        };
        mails.push(mail);
        onMail(mail);
      };
      simpleParser(stream)
        .then(take)
        .then(() => done(), done);
    },
  });
  // Of a line that breaks whoever sends hears, and tries again.
  smtp.on('error', () => undefined);
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done));
  const server = createServer(async ({ url }, response) => {
    const isStyle = url === '/style.css';
    const headers = {
      'content-type': `${isStyle ? 'text/css' : 'text/html'}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'self'",
      ...(!isStyle && { refresh: '3' }),
    };
    const body = isStyle ? style : String(await pageOf(mails));
    response.writeHead(200, headers).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    smtp: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    page: `http://localhost:${(server.address() as AddressInfo).port}/`,
    mails,
    async stop() {
      server.close().closeAllConnections();
      await new Promise<void>((done) => smtp.close(done));
    },
  };
}

const pageOf = (mails: readonly Mail[]) => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${mails.length} mails - Lull's demo</title>
      <link rel="stylesheet" href="/style.css" />
    </head>
    <body>
      <h1>Mails that people got</h1>
      <p>${mails.length} so far, the latest first. Nothing of this leaves your machine.</p>
      ${mails.toReversed().map(
        ({ at, to, subject, text }) => html`<article>
          <h2>${subject}</h2>
          <p>to ${to}, <time>${new Date(at).toISOString().slice(11, 19)} UTC</time></p>
          <pre>${text}</pre>
        </article>`,
      )}
    </body>
  </html>`;

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
article { margin: 1.5rem 0; padding: 0 1.2rem; border: 1px solid; border-radius: .5rem }
h2 { font-size: 1.1rem }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
`;
