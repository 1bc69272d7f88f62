import { bannerOfAll, bannerScript } from '../packages/lull/src/announce/banner/documents.ts';
import { startBrowser } from '../packages/lull/test/access/browser.ts';
import { downtime, published, rendered, start } from '../packages/lull/test/announce/banner/support.ts';

const shop = 'https://shop.example.com';
const status = 'https://status.example.com';

const html = `<!doctype html><html lang="en-GB"><title>Shop</title>
<style>
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #222 }
  header, main { padding: 1rem 2rem } header { border-bottom: 1px solid #ddd; font-weight: 600 }
  ul { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem; padding: 0; list-style: none }
  li { height: 9rem; border-radius: .5rem; background: #eef1f4 }
</style>
<script src="${status}/banner.js" data-service="shop" defer></script>
<header>The Shop</header><main><h1>New this week</h1><ul><li><li><li><li></ul></main></html>`;

/**
 * The banner on a page of a shop, two days before the downtime, as PNG.
 *
 * @example writeFileSync('banner.png', await bannerPicture());
 */
export async function bannerPicture(): Promise<Buffer> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({
      timezoneId: 'Europe/London',
      viewport: { width: 900, height: 400 },
      deviceScaleFactor: 2,
    });
    const known = { ...published([downtime()]), page: { ...published([]).page, url: status, colour: null } };
    await page.route('**/*', (route) => {
      const { origin, pathname } = new URL(route.request().url());
      if (origin === shop) return route.fulfill({ contentType: 'text/html', body: html });
      const document = pathname === bannerScript.path ? bannerScript : bannerOfAll;
      const headers = { 'access-control-allow-origin': '*' };
      return route.fulfill({ contentType: document.type, headers, body: rendered(document, known) });
    });
    await page.clock.install({ time: start - 50 * 3_600_000 });
    await page.goto(shop);
    await page.getByRole('region', { name: 'Maintenance' }).waitFor();
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}
