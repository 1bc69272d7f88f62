import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { findPackageJSON } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PublicDowntime } from '../../packages/lull/src/announce/contract.ts';
import { statuspageDocuments } from '../../packages/lull/src/announce/statuspage/documents.ts';
import { browserMissing, openPage, startBrowser } from '../../packages/lull/test/access/browser.ts';
import { downtime, past, published, viewOf } from '../../packages/lull/test/announce/feeds/support.ts';
import { shapes } from '../../packages/lull/test/announce/statuspage/shapes.ts';

/** Which paths were asked for, and what is known at the moment. */
const asked: string[] = [];
let known: readonly PublicDowntime[] = [];
let url: string;
let stop: () => void;

beforeAll(async () => {
  const server = createServer((request, response) => {
    const path = request.url!;
    asked.push(path);
    const document = statuspageDocuments.find((each) => each.path === path);
    if (document === undefined) response.writeHead(404).end();
    else {
      const head = { 'content-type': document.type, 'access-control-allow-origin': '*' };
      response.writeHead(200, head).end(document.render(viewOf(published(known)), null));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterAll(() => stop());

beforeEach(() => {
  asked.length = 0;
  known = [downtime(), { ...past(), id: 'two', state: 'down' }];
});

/** The API of the npm package `statuspage.io`, as far as it is used here. */
interface Client {
  setApiUrl(url: string): void;
  readonly api: {
    getSummary(): Promise<unknown>;
    getStatus(): Promise<unknown>;
    getComponents(): Promise<unknown>;
    readonly incidents: { getAll(): Promise<unknown>; getUnresolved(): Promise<unknown> };
    readonly scheduledMaintenances: {
      getActive(): Promise<unknown>;
      getAll(): Promise<unknown>;
      getUpcoming(): Promise<unknown>;
    };
  };
}

const clientFolder = dirname(findPackageJSON('statuspage.io', import.meta.url) ?? '/');
const clientFile = join(clientFolder, 'dist/index.js');
const clientMissing = existsSync(clientFile) ? null : 'statuspage.io has no code as it is installed';

describe.skipIf(clientMissing !== null)(clientMissing ?? 'the client of statuspage.io', () => {
  let client: Client;
  beforeAll(async () => {
    const { Statuspage } = await import(pathToFileURL(clientFile).href);
    client = new Statuspage('example');
    client.setApiUrl(url);
  });

  // It asks for what is upcoming whichever maintenances it is asked for: a fault of its own.
  it.each([
    ['/api/v2/summary.json', () => client.api.getSummary()],
    ['/api/v2/status.json', () => client.api.getStatus()],
    ['/api/v2/components.json', () => client.api.getComponents()],
    ['/api/v2/incidents.json', () => client.api.incidents.getAll()],
    ['/api/v2/incidents/unresolved.json', () => client.api.incidents.getUnresolved()],
    ['/api/v2/scheduled-maintenances/upcoming.json', () => client.api.scheduledMaintenances.getUpcoming()],
    ['/api/v2/scheduled-maintenances/upcoming.json', () => client.api.scheduledMaintenances.getActive()],
    ['/api/v2/scheduled-maintenances/upcoming.json', () => client.api.scheduledMaintenances.getAll()],
  ] as const)('reads %s', async (path, ask) => {
    const answer = shapes[path].parse(await ask());
    expect(asked).toEqual([path]);
    expect(answer.page.name).toBe('Example status');
  });
});

const widget = findPackageJSON('@statuspage/status-widget', import.meta.url);
const widgetMissing = widget === undefined ? '@statuspage/status-widget' : browserMissing;

describe.skipIf(widgetMissing !== null)(
  `Statuspage’s widget${widgetMissing ? ` (${widgetMissing} is missing)` : ''}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser.close());

    const shownOn = async (appearance: string): Promise<{ text: string; indicator: string }> => {
      const { page, wrong } = await openPage(browser);
      await page.setContent(
        `<!doctype html><statuspage-widget src="${url}" appearance="${appearance}"></statuspage-widget>`,
      );
      // Its bundle sets this name without declaring it, which strict code may not.
      await page.addScriptTag({ content: 'var parcelRequire;' });
      await page.addScriptTag({ path: join(dirname(widget!), 'dist/index.js') });
      const mark = page.locator('.status-indicator');
      await mark.waitFor();
      const text = await page.locator('.status-container').innerText();
      const indicator = (await mark.getAttribute('class'))!.trim().split(/\s+/).at(-1)!;
      expect(wrong).toEqual([]);
      await page.context().close();
      return { text, indicator };
    };

    it.each(['basic', 'badge'])('shows that work is under way (%s)', async (appearance) => {
      const { text, indicator } = await shownOn(appearance);
      expect(text.toLowerCase()).toContain('service under maintenance');
      expect(indicator).toBe('maintenance');
      expect(asked).toContain('/api/v2/summary.json');
    });

    it('shows that nothing is', async () => {
      known = [downtime(), past()];
      expect(await shownOn('basic')).toEqual({ text: 'All Systems Operational', indicator: 'none' });
    });
  },
);
