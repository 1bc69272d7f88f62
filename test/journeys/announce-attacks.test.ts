import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publicDocuments } from '../../packages/lull/src/announce/public/documents.ts';
import { browserMissing, openPage, startBrowser } from '../../packages/lull/test/access/browser.ts';
import { type Caller, callerWith } from '../../packages/lull/test/api/support/server.ts';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import { type MailServer, startMailServer } from '../peers/smtp.ts';
import { type LullServer, startLullServer } from '../support/lull-server.ts';
import { lyingName, namesThatLie } from '../support/names-that-lie.ts';
import { becomeOwner } from '../support/owner.ts';

const place = workplace();
const script = '<script>globalThis.bad=1</script><img src=x onerror="globalThis.bad=1">';
/** What a person may write, and each program that shows it might take for something else. */
const title = `${script}"'\`</title></style>]]>&amp;{services}{{7*7}}\${7*7}{unsubscribe}`;
const calendarTitle = 'DTSTART:19700101T000000Z;BEGIN:VEVENT,\\nSUMMARY:x';

const yaml = `
organisation:
  name: ${JSON.stringify(title)}
  page: { title: ${JSON.stringify(title)}, site: 'https://example.com/?a=1&lt=b' }
services:
  shop: { zone: UTC, public: true, title: ${JSON.stringify(title)}, description: ${JSON.stringify(title)} }
  bank: { zone: UTC, public: true }
`;

let mail: MailServer;
let server: LullServer;
let url: string;
let owner: Caller;
let shopkeeper: Caller;
let downtime: string;

beforeAll(async () => {
  mail = await startMailServer();
  const port = 24_000 + (process.pid % 4_000);
  server = startLullServer({
    port,
    folder: join(place.folder, 'data'),
    env: { LULL_MAIL_URL: mail.url, LULL_MAIL_FROM: 'Example <status@example.com>' },
    nodeArguments: namesThatLie(join(place.folder, 'lies')),
  });
  const ready = await server.ready;
  ({ url } = ready);
  owner = callerWith(url, await becomeOwner(ready));
  const applied = await owner('apply', yaml);
  expect(applied.status, applied.text).toBe(200);
  const key = await owner('keys', { name: 'shop only', services: ['shop'] });
  shopkeeper = callerWith(url, key.json.secret);
  expect((await owner('subscribers', { address: 'ada@example.org' })).status).toBe(201);
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const made = await owner('downtimes', { title, services: ['shop'], start, takes: 'PT1H', schedule: true });
  expect(made.status, made.text).toBe(201);
  downtime = made.json.downtime.id;
  const published = async () => (await owner('/api/v2/summary.json')).json.scheduled_maintenances.length;
  await vi.waitFor(async () => expect(await published()).toBe(1), { timeout: 30_000 });
}, 120_000);
afterAll(async () => {
  await server.kill();
  await mail.stop();
  place.remove();
});

const paths = publicDocuments.flatMap(({ path }) =>
  path.includes('{service}') ? [path.replace('{service}', 'shop')] : [path],
);

describe('a title that is a script', () => {
  it('is text in everything public, and no type of it is one that browsers guess', async () => {
    expect(paths.length).toBeGreaterThan(15);
    for (const path of paths) {
      const { status, headers, text, json } = await owner(path);
      expect(status, path).toBe(200);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      const type = headers.get('content-type')!;
      if (/json/.test(type)) expect(typeof (json ?? JSON.parse(text))).toBe('object');
      else if (/calendar/.test(type)) expect(() => ICAL.parse(text), path).not.toThrow();
      else if (!/javascript|css/.test(type)) expect(text, path).not.toMatch(/<script>|<img src=x/);
    }
    const summary = await owner('/api/v2/summary.json');
    expect(summary.json.scheduled_maintenances[0].name).toContain(title);
  });

  const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;
  it.skipIf(browserMissing !== null)(`runs in no page, and not in the banner${missing}`, async () => {
    const browser = await startBrowser();
    const site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><html lang="en"><title>x</title><script src="${url}/banner.js"></script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const pages = paths.filter((path) => !/\.\w+$/.test(path)).map((path) => `${url}${path}`);
    pages.push(`${url}/subscribe`, `http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    expect(pages.length).toBeGreaterThan(3);
    try {
      for (const address of pages) {
        const { page, wrong } = await openPage(browser);
        await page.goto(address);
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate(`'bad' in globalThis`), address).toBe(false);
        expect(await page.getByText('<script>').count(), address).toBeGreaterThan(0);
        // Nothing was even refused: no policy had to step in.
        expect(
          wrong.filter((what) => !what.includes('favicon')),
          address,
        ).toEqual([]);
        await page.context().close();
      }
    } finally {
      await browser.close();
      site.close();
      site.closeAllConnections();
    }
  });

  it('is text in mails, neither filled in nor run, and makes no header', async () => {
    const [first] = await mail.received(1);
    const { parsed, raw } = first!;
    expect(parsed.subject).toContain('{services}{{7*7}}$');
    expect(parsed.text).toContain(title);
    expect(parsed.html).not.toMatch(/<script>|<img src=x/);
    expect(raw).not.toMatch(/^(?:Bcc|Cc):/im);
  });
});

describe('what a reader sends', () => {
  const bad = '"><script>globalThis.bad=1</script>';
  it.each([
    '/status',
    '/status/shop',
    '/subscribe',
    '/feeds/all.atom',
    '/api/v2/summary.json',
    '/banner/all.json',
  ])('comes back from %s as text, or not at all', async (path) => {
    for (const query of [`language=${bad}`, `zone=${bad}`, `service=${bad}`, `x=${bad}`]) {
      const { status, text, headers } = await owner(`${path}?${new URLSearchParams(query)}`);
      expect(status, query).toBeLessThan(500);
      if (/html/.test(headers.get('content-type')!)) expect(text, query).not.toContain('"><script>');
    }
    const { status, headers } = await owner(`${path}/${encodeURIComponent(bad)}`);
    expect(status).toBe(404);
    expect(headers.get('content-type')).not.toContain('html');
  });

  it('stands in the form again as it was written, and no more', async () => {
    const { status, text } = await signUp(`ada${bad}`);
    expect(status).toBe(422);
    expect(text).toContain('globalThis.bad');
    expect(text).not.toContain('<script>globalThis');
  });

  it('is a link that somebody made up: the same answer whoever it names', async () => {
    const { json } = await owner('subscribers?text=ada@example.org');
    const [id] = json.items.map((one: { id: string }) => one.id);
    for (const path of ['subscription', 'unsubscribe', 'subscribe/confirm']) {
      const answers = [id, crypto.randomUUID()].map(async (name) => {
        const { status, text } = await owner(`/${path}/${name}.AAAAAAAAAAAAAAAAAAAAAAAA`);
        return { status, text: text.replaceAll(name, 'NAME').replaceAll(/"request":"[^"]+"/g, '') };
      });
      const [known, unknown] = await Promise.all(answers);
      expect(known).toEqual(unknown);
      expect(known!.status).toBe(404);
      expect(known!.text).not.toContain('ada@');
    }
  });
});

it('a title that is a calendar is one line of it', async () => {
  const start = new Date(Date.now() + 2 * 86_400_000).toISOString();
  const plan = { title: calendarTitle, services: ['bank'], start, takes: 'PT1H', schedule: true };
  expect((await owner('downtimes', plan)).status).toBe(201);
  await expect.poll(async () => (await owner('/feeds/bank.ics')).text).toContain('19700101');
  const { text } = await owner('/feeds/bank.ics');
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
  expect(events).toHaveLength(1);
  expect(events[0]!.getFirstPropertyValue('summary')).toContain(calendarTitle);
});

describe('a line break', () => {
  it.each(['x\r\nBcc: eve@example.net', 'x\nSubject: y', 'x\u2028Bcc: eve@example.net', 'x\0y'])(
    'in a title is refused: %j',
    async (bad) => {
      const start = new Date(Date.now() + 86_400_000).toISOString();
      const { status } = await owner('downtimes', { title: bad, services: ['bank'], start, takes: 'PT1H' });
      expect(status).toBe(400);
    },
  );

  it.each([
    'ada@example.org\r\nBcc: eve@example.net',
    'ada@example.org>\r\nRCPT TO:<eve@example.net',
    'ada@example.org, eve@example.net',
    'ada@example.org;eve@example.net',
    'Ada <eve@example.net>',
    '"a\r\nDATA\r\n"@example.org',
    'eve@example.net%0d%0aBcc:x@example.org',
    'a@b>,<c@example.org',
  ])('or a second mailbox in an address is refused: %j', async (address) => {
    const before = mail.mails.length;
    expect((await owner('subscribers', { address })).status).toBeOneOf([400, 422]);
    expect((await signUp(address)).status).toBe(422);
    expect(mail.mails.slice(before).filter(({ to }) => !to.includes('ada@example.org'))).toEqual([]);
  });
});

describe('a formula', () => {
  it('is none in what is exported, and comes back as it was', async () => {
    const tags = ['=1+1', '+1', '-1', '@SUM(A1)', "=cmd|' /C calc'!A0"];
    const added = await owner('subscribers', { address: '=ada+x@example.org', tags });
    expect(added.status, added.text).toBe(201);
    const { text } = await owner('subscribers/export');
    const cells = text.split(/\r?\n/).flatMap((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
    expect(cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell))).toEqual([]);
    const again = await owner.send({
      method: 'POST',
      path: 'subscribers/import?consent=asked',
      body: text,
      headers: { 'content-type': 'text/csv' },
    });
    expect(again.json).toMatchObject({ added: 0, changed: 0, badCount: 0 });
  });
});

describe('a webhook into the private network', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://localhost./',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://user:pass@example.com/',
    'http://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
  ])('is refused to who owns one service only: %s', async (address) => {
    const { status, json } = await shopkeeper('subscribers', {
      channel: 'webhook',
      address,
      services: ['shop'],
    });
    expect({ status, code: json.code }).toEqual({ status: 422, code: 'bad-address' });
  });

  it('is not reached by a name that leads there', async () => {
    let reached = 0;
    const inside = createServer((_, response) => {
      reached += 1;
      response.end();
    });
    inside.on('connection', () => {
      reached += 1;
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as AddressInfo;
    try {
      const address = `https://${lyingName}:${port}/`;
      const added = await shopkeeper('subscribers', { channel: 'webhook', address, services: ['shop'] });
      expect(added.status, added.text).toBe(201);
      const moved = await owner(`downtimes/${downtime}/reschedule`, { takes: 'PT2H' });
      expect(moved.status, moved.text).toBe(200);
      const notices = async () => (await owner(`downtimes/${downtime}/notices`)).text;
      await expect.poll(notices).toContain('not of the public internet');
      expect(reached).toBe(0);
    } finally {
      inside.close();
    }
  });
});

const choices = { scope: 'all', kind: 'scheduled', language: 'en', zone: '' };

function signUp(address: string, headers: Record<string, string> = {}) {
  return owner.raw({
    method: 'POST',
    path: '/subscribe',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ address, ...choices }).toString(),
  });
}

it('is no webhook’s alone: a topic of ntfy and a hook of Slack lead nowhere inside either', async () => {
  for (const [channel, address] of [
    ['ntfy', 'https://127.0.0.1/topic'],
    ['ntfy', 'https://[::1]/topic'],
    ['slack', 'https://hooks.slack.com.attacker.example/services/T/B/x'],
    ['slack', 'https://127.0.0.1/services/T/B/x'],
  ] as const) {
    const { json } = await shopkeeper('subscribers', { channel, address, services: ['shop'] });
    expect({ address, code: json.code }).toEqual({ address, code: 'bad-address' });
  }
});

describe('signing up', () => {
  it('says nothing of who is there, whatever it is asked', async () => {
    const shape = async (address: string) => {
      const { status, headers, text } = await signUp(address);
      const told = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      return { status, told, text: text.replaceAll(address, 'THE ADDRESS') };
    };
    const [known, unknown] = [await shape('ada@example.org'), await shape('zoe@example.org')];
    expect(known).toEqual(unknown);
    expect(await shape('zoe@example.org')).toEqual(unknown);
    for (const path of ['subscribers', 'subscribers/export', 'subscribers/count', 'subscribers?text=ada']) {
      expect((await callerWith(url, null)(path)).status).toBe(401);
    }
    const reader = await owner('keys', { name: 'reads', role: 'reader' });
    const asReader = callerWith(url, reader.json.secret);
    expect((await asReader('subscribers')).json?.items ?? []).toEqual([]);
    expect((await asReader(`downtimes/${downtime}/notices`)).text).not.toContain('ada@');
  });

  it('is held to a rate by network, and forged headers make none another', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 35; i++) {
      const from = { 'x-forwarded-for': `198.51.100.${i}`, forwarded: `for=198.51.100.${i}` };
      statuses.push((await signUp('victim@example.org', from)).status);
    }
    expect(statuses.at(-1)).toBe(429);
    await expect.poll(() => mailsTo('victim@example.org').length).toBe(1);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(30);
  });

  it('from another site’s page is refused, in words to whoever looks at it', async () => {
    for (const from of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'https://neighbour.example.com' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      const forged = await signUp('victim@example.org', { accept: 'text/html', ...from } as Record<
        string,
        string
      >);
      expect([forged.status, forged.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8']);
      expect(forged.text).toContain(`href="${url}/subscribe?`);
      expect(forged.text).not.toContain('evil');
    }
  });

  it('and all that follows leads to no other site, whatever a link is given', async () => {
    const target = 'https://evil.example/';
    for (const name of ['language', 'next', 'url', 'redirect', 'return_to']) {
      for (const path of [
        '/subscribe',
        '/subscription/x',
        '/unsubscribe/x',
        '/subscribe/confirm/x',
        '//evil.example',
      ]) {
        const { status, headers, text } = await owner(`${path}?${new URLSearchParams({ [name]: target })}`);
        expect([path, headers.get('location')]).toEqual([path, null]);
        expect([200, 404]).toContain(status);
        expect(text).not.toMatch(/(?:href|action)="(?:https?:)?\/\/evil/);
      }
    }
  });
});

it('the log holds neither the addresses of subscribers nor what their links open', async () => {
  const { raw } = mailsTo('ada@example.org')[0]!;
  const [, link] = /^List-Unsubscribe: <([^>]+)>/m.exec(raw)!;
  const token = link!.split('/').at(-1)!;
  const { pathname } = new URL(link!);
  expect((await owner(pathname)).status).toBe(200);
  expect((await owner.raw({ method: 'POST', path: pathname, headers: {}, body: null })).status).toBeLessThan(
    500,
  );
  await expect.poll(() => server.log()).toContain('/unsubscribe/');
  expect(server.log()).not.toContain(token);
  expect(server.log()).not.toMatch(/@example\.org/);
});

const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));
