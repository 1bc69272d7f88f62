import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
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

const { resolve } = createRequire(import.meta.url);

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

const packageOf = (name: string): string => dirname(resolve(`${name}/package.json`));
