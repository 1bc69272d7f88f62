import { type Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Click } from './visitors.ts';

/** Nobody waits longer for a page. Milliseconds. */
const LONGEST = 30_000;

/** What a click led to. */
export interface Got {
  /** Null where there was no whole answer. */
  readonly status: number | null;
  readonly text: string;
  /** Whether the gate said that the shop is closed, and when to come again. */
  readonly isRefusal: boolean;
  /** Links of the page. */
  readonly links: readonly string[];
  /** What its button does. */
  readonly form: Click | null;
}

/** Clicks as a browser does: follows where it is sent to, and reads what can be clicked on next. */
export async function click(shop: string, agent: Agent, { method, path, body }: Click): Promise<Got> {
  try {
    const answer = await asked(new URL(path, shop), agent, method, body);
    const page = await text(answer);
    const { location, 'retry-after': retryAfter, 'lull-state': state = '' } = answer.headers;
    if (answer.statusCode === 303) return await click(shop, agent, { method: 'GET', path: location! });
    const isTold = Number(retryAfter) > 0 && /^(closed|opening)/.test(String(state));
    return {
      status: answer.statusCode!,
      text: page,
      isRefusal: answer.statusCode === 503 && isTold,
      links: [...page.matchAll(/<a href="([^"]*)"/g)].map((found) => found[1]!),
      form: formOf(page),
    };
  } catch (error) {
    return { status: null, text: (error as Error).message, isRefusal: false, links: [], form: null };
  }
}

function asked(url: URL, agent: Agent, method: string, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const type = 'application/x-www-form-urlencoded';
    const headers = { accept: 'text/html', ...(body !== undefined && { 'content-type': type }) };
    const signal = AbortSignal.timeout(LONGEST);
    request(url, { agent, method, headers, signal }, done).on('error', fail).end(body);
  });
}

function formOf(page: string): Click | null {
  const path = /<form method="post" action="([^"]*)"/.exec(page)?.[1];
  if (path === undefined) return null;
  const fields = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const body = new URLSearchParams(fields.map(([, name, value]) => [name!, value!]));
  return { method: 'POST', path, body: body.toString(), key: body.get('key') ?? '' };
}
