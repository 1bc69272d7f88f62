import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openPage, startBrowser } from '../../../packages/lull/test/access/browser.ts';
import { freePort } from '../../peers/process.ts';
import { type LullServer, startLullServer } from '../../support/lull-server.ts';
import { becomeOwner } from '../../support/owner.ts';

/** Who uses the console; the owner is there from the start. */
export interface Someone {
  readonly email: string;
  readonly password: string;
}

/** A real server with its console, and a real browser before it. */
export interface World {
  readonly url: string;
  readonly folder: string;
  readonly browser: Browser;
  readonly owner: Someone;
  /** The owner's API key. */
  readonly key: string;
  /** Asks the API with the owner's key; a refusal is an error. */
  api<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Makes somebody with a role, who can sign in. */
  invite(email: string, role: string | null, grants?: Readonly<Record<string, string>>): Promise<Someone>;
  /** Opens a page of the console in a browser profile of its own, signed in. */
  visit(path: string, options?: VisitOptions): Promise<Visit>;
  /** Ends the server without a word; what it gives starts it again, at the same address with what it kept. */
  loseServer(): Promise<() => Promise<void>>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  readonly who?: Someone;
}

export interface Visit {
  readonly page: Page;
  /** Errors of the page, refused content, failed loads. */
  readonly wrong: readonly string[];
}

const owner: Someone = { email: 'owner@example.com', password: 'correct horse battery staple' };

/**
 * Starts a server and a browser.
 *
 * @param args further arguments of `lull serve`
 */
export async function openWorld({
  args = [],
  env = {},
}: {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
} = {}): Promise<World> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'lull-console-'));
  const start = (): LullServer => startLullServer({ port, folder: join(folder, 'data'), args, env });
  let server = start();
  const [ready, browser] = await Promise.all([server.ready, startBrowser()]);
  const key = await becomeOwner(ready);
  const { url } = ready;
  const opened: Page[] = [];

  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const isText = typeof body === 'string';
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': isText ? 'application/yaml' : 'application/json',
    };
    const sent = body === undefined ? null : isText ? body : JSON.stringify(body);
    const response = await fetch(`${url}/api/v1${path}`, { method, headers, body: sent });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };

  return {
    url,
    folder,
    browser,
    owner,
    key,
    api,
    async invite(email, role, grants = {}) {
      const { link } = await api<{ link: string }>('POST', '/invitations', { email, role, grants });
      const someone = { email, password: 'another horse battery staple' };
      const headers = { 'content-type': 'application/json', origin: url };
      const body = JSON.stringify({ token: new URL(link).hash.slice(1), name: nameOf(email), ...someone });
      const made = await fetch(`${url}/api/auth/link/password`, { method: 'POST', headers, body });
      if (!made.ok) throw new Error(await made.text());
      return someone;
    },
    async visit(path, { who = owner, ...options } = {}) {
      const { page, wrong } = await openPage(browser, {
        timezoneId: 'Europe/London',
        locale: 'en-GB',
        ...options,
      });
      opened.push(page);
      await signIn(page, url, who);
      await page.goto(`${url}/console${path}`);
      return { page, wrong };
    },
    async loseServer() {
      await server.kill();
      return async () => {
        server = start();
        await server.ready;
      };
    },
    async [Symbol.asyncDispose]() {
      for (const page of opened) await page.context().close();
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in in the page's browser profile, without its form. */
export async function signIn(page: Page, url: string, who: Someone): Promise<void> {
  const headers = { origin: url };
  const answer = await page.request.post(`${url}/api/auth/sign-in/email`, { data: who, headers });
  if (!answer.ok()) throw new Error(await answer.text());
}

/** `ada@example.com` becomes `Ada`. */
function nameOf(email: string): string {
  return email.charAt(0).toUpperCase() + email.slice(1).split('@', 1)[0]!;
}
