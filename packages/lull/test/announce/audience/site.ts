import { Hono } from 'hono';
import { expect, onTestFinished } from 'vitest';
import { type MailServer, startMailServer } from '../../../../../test/peers/smtp.ts';
import { runLetters } from '../../../src/announce/audience/run-letters.ts';
import type { Env } from '../../../src/api/call.ts';
import { guard, secure } from '../../../src/api/guard.ts';
import { listen } from '../../../src/api/listen.ts';
import { problemResponse } from '../../../src/api/problem.ts';
import { signUpPages } from '../../../src/api/public/sign-up/routes.ts';
import { type ApiSettings, usualSettings } from '../../../src/api/settings.ts';
import { LullError } from '../../../src/errors.ts';
import type { Log } from '../../../src/keeper/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { silentLog } from '../support/open.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';

/** What a page answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The sign-up pages on a server of their own, with a mail server behind them. */
export interface Site {
  readonly url: string;
  readonly world: AnnounceWorld;
  readonly mail: MailServer;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form, as a page of the site does. */
  post(
    path: string,
    form?: Record<string, string | readonly string[]>,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The path of the only link in the newest mail to somebody that begins so. */
  link(to: string, begins: string): string;
}

/** Two public services and one that isn't. */
export const audienceYaml = `
organisation: { name: Example, page: { title: 'Example <status>', colour: '#f5d90a' } }
services:
  shop: { zone: Europe/Berlin, public: true, title: 'The & shop' }
  bank: { zone: America/New_York, public: true }
  vault: { zone: UTC }
`;

/** How a bug is logged. */
const NOT_FORESEEN = 'not foreseen';

/** What a test may want to be another way. */
interface SiteOptions {
  readonly log?: Log;
  /** Whether what waits behind the page is done. */
  readonly runs?: boolean;
  readonly rate?: ApiSettings['rate'];
  /** The name by which browsers find it. */
  readonly host?: string;
}

/** Starts them on a store; they end with the test. */
export async function startSite(
  store: Store,
  { log = silentLog, runs = true, rate = null, host = '127.0.0.1' }: SiteOptions = {},
): Promise<Site> {
  const mail = await startMailServer();
  onTestFinished(() => mail.stop());
  const unforeseen: unknown[] = [];
  const app = new Hono<Env>();
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listening.stop(1_000));
  const url = `http://${host}:${listening.port}`;
  const settings = { url, mail: { server: mail.url, from: 'status@example.com' } };
  const watched: Log = {
    ...log,
    error(fields, message) {
      if (message === NOT_FORESEEN) unforeseen.push(fields);
      log.error(fields, message);
    },
  };
  const world = await announceWorld(store, { yaml: audienceYaml, settings, log: watched });
  if (runs) await runLetters(world.announce);
  app.use('*', guard(usualSettings, url));
  app.onError((error, c) => {
    if (!(error instanceof LullError)) unforeseen.push(error);
    const response = problemResponse(error, c.get('request'));
    secure(response.headers, c.get('request'));
    return response;
  });
  app.route('/', signUpPages(world.announce, { rate }));
  onTestFinished(() => expect(unforeseen).toEqual([]));
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = { accept: 'text/html,*/*;q=0.8', ...(init.headers as Record<string, string>) };
    const response = await fetch(`http://127.0.0.1:${listening.port}${path}`, {
      redirect: 'manual',
      ...init,
      headers,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    url,
    world,
    mail,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, form = {}, headers = { 'sec-fetch-site': 'same-origin' }) =>
      ask(path, { method: 'POST', body: formOf(form), headers }),
    link(to, begins) {
      const newest = mail.mails.findLast((one) => one.to.includes(to));
      const found = [...(newest?.parsed.text ?? '').matchAll(/https?:\/\/\S+/g)]
        .map(([address]) => new URL(address))
        .find(({ pathname }) => pathname.startsWith(begins));
      if (!found) throw new Error(`no link ${begins} in ${newest?.parsed.text ?? 'no mail'}`);
      return found.pathname;
    },
  };
}

function formOf(form: Record<string, string | readonly string[]>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );
}
