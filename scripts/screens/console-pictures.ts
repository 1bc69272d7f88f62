import type { BrowserContextOptions, Page } from 'playwright-core';
import { openWorld } from '../../test/browser/support/world.ts';
import { writeShop } from '../shop.ts';
import { fillShop, writeSteps } from './console-shop.ts';
import { smallPng } from './small-png.ts';

/** How a page is looked at. */
const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', deviceScaleFactor: 2 },
};

/**
 * Every page of the console's menu, and a downtime under way, of a shop that is at work: in the light, in the dark and
 * on a telephone. The days on them are those around the day on which they are made, since the server's clock is real.
 *
 * @param folder an empty one, for what the server keeps meanwhile
 * @returns each picture as PNG, by its name: `console-home-light`
 */
export async function consolePictures(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const log = writeShop(folder, new Date().toISOString());
  await using world = await openWorld({ args: ['--local-steps', writeSteps(folder)] });
  const { id, gates } = await fillShop(world, log);
  const made = new Map<string, Buffer>();
  try {
    for (const [look, options] of Object.entries(looks)) {
      const { page } = await world.visit('/', { timezoneId: 'Europe/Berlin', ...options });
      await page.goto(`${world.url}/console/downtimes/${id}`);
      await page.getByRole('button', { name: 'Yes', exact: true }).waitFor();
      const paths = await pathsOf(page);
      for (const [name, path] of [...paths, ['downtime', `/console/downtimes/${id}`] as const]) {
        // Of the shop, which has traffic; other pages have no such question.
        await page.goto(`${world.url}${path}${name === 'plan' ? '?service=shop' : ''}`);
        if (name === 'plan') await page.getByRole('heading', { name: 'Best moments' }).waitFor();
        await isStill(page);
        made.set(`console-${name}-${look}`, await smallPng(page, await page.screenshot()));
      }
    }
  } finally {
    for (const gate of gates) await gate.close();
  }
  return made;
}

/** Where the menu leads, by the names of the pages. */
async function pathsOf(page: Page): Promise<[name: string, path: string][]> {
  const links = await page.locator('#menu a').all();
  const paths = await Promise.all(links.map(async (link) => (await link.getAttribute('href'))!));
  return paths.map((path) => [path.replace(/^\/console\/?/, '').replaceAll('/', '-') || 'home', path]);
}

/** Waits until the page shows what there is. */
async function isStill(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page
    .getByText(/^Loading…$/)
    .first()
    .waitFor({ state: 'detached' });
  await page.getByText('Reading the traffic…', { exact: true }).waitFor({ state: 'detached' });
  await page.waitForFunction('document.getAnimations().every((one) => one.playState !== "running")');
}
