import { startBrowser } from '../packages/lull/test/access/browser.ts';
import { noon, sample } from '../packages/lull/test/announce/status/sample.ts';
import { servePublic } from '../packages/lull/test/announce/status/serve.ts';

/**
 * The status page of a firm in the middle of a busy day, as PNG: how it begins, and on a telephone in the
 * dark.
 *
 * @example const { page, small } = await statusPictures(); writeFileSync('status-page.png', page);
 */
export async function statusPictures(): Promise<{ readonly page: Buffer; readonly small: Buffer }> {
  const browser = await startBrowser();
  const published = sample();
  const served = await servePublic(
    () => published,
    () => noon,
  );
  try {
    const taken = async (path: string, width: number, height: number, colorScheme: 'light' | 'dark') => {
      const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2, colorScheme });
      await page.goto(`${served.url}${path}`);
      return page.screenshot();
    };
    return {
      page: await taken('/status', 900, 1_100, 'light'),
      small: await taken('/status/bank?language=de#finished', 390, 780, 'dark'),
    };
  } finally {
    await browser.close();
    await served.stop();
  }
}
