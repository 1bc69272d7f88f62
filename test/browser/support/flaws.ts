import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with a page by WCAG 2.2 AA; and that it is wider than the window. */
export async function flawsOf(page: Page): Promise<string[]> {
  // Its own script is let past the page's policy by the debugger.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axe });
  const expression = `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => [
    ...violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
    ...(document.documentElement.scrollWidth > innerWidth ? ['it is wider than the window'] : []),
  ])`;
  const asked = { expression, awaitPromise: true, returnByValue: true };
  const { result } = await devtools.send('Runtime.evaluate', asked);
  await devtools.detach();
  return result.value as string[];
}
