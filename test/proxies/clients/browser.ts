import type { Browser, Page, Request } from 'playwright-core';
import { type Client, reasonOf, tallyOf } from './client.ts';

/** A browser before the app. */
export interface BrowserClient extends Client {
  /** Resolves when the page in it is the refusal, where nobody did anything, and its own question refused. */
  refused(): Promise<void>;
  /** Resolves when it is the app again, where nobody did anything. */
  back(): Promise<void>;
}

/** What is asked at an instant that is known. */
const ASKED = '/asked';

/** How far the page's clock goes on in one go. Milliseconds. */
const STEP = 1_000;

/**
 * A page that stays open: the app asks its service on and on, goes to the refusal once it is refused, and the
 * refusal goes back once the app answers. Every load and every fetch of it counts, and none may fail. Its
 * clock can be moved on, so that nobody waits for the refusal's next look.
 */
export async function browserClient(browser: Browser, url: string): Promise<BrowserClient> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const tally = tallyOf('Chromium');
  const unknown = Number.NEGATIVE_INFINITY;
  const answered = new WeakSet<Request>();
  page.on('response', (response) => {
    answered.add(response.request());
    if (response.url().endsWith(ASKED)) return;
    const state = response.headers()['lull-state'] ?? null;
    const ended = performance.now();
    tally.add({ began: unknown, ended, status: response.status(), state, error: null });
  });
  const failed = (error: string): void =>
    tally.add({ began: unknown, ended: performance.now(), status: null, state: null, error });
  page.on('requestfailed', (request) => {
    const error = request.failure()?.errorText;
    // The refusal's look has its answer and goes back before the browser is through with it.
    if (error === 'net::ERR_ABORTED' && answered.has(request)) return;
    failed(`${request.method()} ${request.url()}: ${error}`);
  });
  page.on('pageerror', (error) => failed(error.message));
  // The refusal's look, whose patience ends by the clock that is moved on.
  let looking: Promise<unknown> = Promise.resolve();
  page.on('request', (request) => {
    if (request.method() === 'HEAD') looking = request.response().catch(() => {});
  });
  await page.clock.install();
  await page.goto(url);
  const app = page.getByRole('heading', { name: 'The app' });
  const refusal = page.locator('main[data-page]');
  /** Asks for something from within the page, at an instant that is known. */
  const ask = async (): Promise<void> => {
    const began = performance.now();
    const { status, state } = await page.evaluate(asking, ASKED);
    tally.add({ began, ended: performance.now(), status, state, error: null });
  };
  return {
    ...tally,
    stop: () => context.close(),
    refused: async () => {
      await moveOnUntil(page, async () => (await refusal.count()) > 0);
      await ask();
    },
    back: async () => {
      await moveOnUntil(page, async () => {
        await looking;
        return (await app.count()) > 0;
      });
      await ask();
    },
  };
}

/** Runs in the page. */
async function asking(path: string): Promise<{ status: number; state: string | null }> {
  const answer = await fetch(path, { method: 'POST', body: 'x' });
  await answer.text();
  const { status, headers } = answer;
  return { status, state: headers.get('lull-state') };
}

async function moveOnUntil(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      if (await isSo()) return;
      await page.clock.runFor(STEP);
    } catch (error) {
      // It went to another page in the middle of it.
      if (!/context was destroyed|navigat/i.test(reasonOf(error))) throw error;
    }
  }
}
