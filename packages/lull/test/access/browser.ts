import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** What is missing for tests in a browser; null when nothing is. */
export const browserMissing: string | null = installed() ? null : '@sparticuz/chromium';

function installed(): boolean {
  try {
    createRequire(import.meta.url).resolve('@sparticuz/chromium');
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

/** Starts a real Chromium without a window, with more arguments where they are given. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const { default: binary } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await binary.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', ...more],
  });
}

/** A page of a new, empty browser profile, and what went wrong on it: errors, refused content, failed loads. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) wrong.push(message.text());
  });
  return { page, wrong };
}

/** Gives the page a virtual authenticator that keeps passkeys and always says that its user is there. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
