import { expect, it } from 'vitest';
import { LullError } from '../../../src/errors.ts';
import { pgliteInMemory } from '../../store/pglite-in-memory.ts';
import { type Answer, startSite } from './site.ts';

const form = { address: 'ada@example.org', scope: 'all', kind: 'started', language: 'de', zone: '' };
const own = { 'sec-fetch-site': 'same-origin' };
const german = { ...own, 'accept-language': 'de' };

/** That it is a page of ours in German, with a way on. */
function expectPage({ headers, text }: Answer, title: string, way: string): void {
  expect(headers.get('content-type')).toBe('text/html; charset=UTF-8');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('<html lang="de"');
  expect(text).toContain('Example &lt;status&gt;');
  expect(text).toContain(`<h1>${title}</h1>`);
  expect(text).toContain(`href="${way}"`);
}

it.each<[string, number, Record<string, string>, Record<string, string>, string]>([
  [
    'another site’s form',
    403,
    { 'sec-fetch-site': 'cross-site' },
    {},
    'Bitte verwenden Sie unser eigenes Formular',
  ],
  ['too much', 413, {}, { address: 'x'.repeat(70_000) }, 'Das konnten wir nicht lesen'],
  ['another type', 415, { 'content-type': 'text/plain' }, {}, 'Das konnten wir nicht lesen'],
  ['a NUL', 400, {}, { zone: '\0' }, 'Das konnten wir nicht lesen'],
])(
  '%s is refused to a person in words, and to a program in problem details',
  async (_, status, headers, fields, title) => {
    const site = await startSite(await pgliteInMemory(), { runs: false });
    const sent = { ...form, ...fields };
    const page = await site.post('/subscribe', sent, { ...german, ...headers });
    expect(page.status).toBe(status);
    expectPage(page, title, `${site.url}/subscribe?language=de`);
    const problem = await site.post('/subscribe', sent, { ...german, ...headers, accept: '*/*' });
    expect([problem.status, problem.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
  },
);

it('too many at once are told when, but whoever leaves by a mail program always can', async () => {
  const site = await startSite(await pgliteInMemory(), { rate: { perSecond: 0.01, burst: 2 }, runs: false });
  for (let i = 0; i < 2; i++) expect((await site.get('/subscribe')).status).toBe(200);
  const over = await site.get('/subscribe', german);
  expect(over.status).toBe(429);
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(50);
  expectPage(over, 'Bitte versuchen Sie es etwas später noch einmal', `${site.url}/subscribe?language=de`);
  expect((await site.get('/subscription/x')).status).toBe(429);
  expect((await site.get('/unsubscribe/x')).status).toBe(429);
  expect((await site.post('/unsubscribe/x', { 'List-Unsubscribe': 'One-Click' }, {})).status).toBe(404);
});

it('says so as a page where the store does not answer', async () => {
  const site = await startSite(await pgliteInMemory(), { runs: false });
  expect((await site.get('/subscribe')).status).toBe(200);
  Object.assign(site.world.keeper, {
    catalog: async () => {
      throw new LullError('store-unavailable', 'The database does not answer', 'Try again.');
    },
  });
  const page = await site.get('/subscribe', german);
  expect(page.status).toBe(503);
  expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
  expectPage(page, 'Bei uns funktioniert gerade etwas nicht', `${site.url}/subscribe?language=de`);
});

it.each(['/subscribe/confirm/', '/subscription', '/unsubscribe/'])(
  'a link that a mail program broke leads to words: %s',
  async (path) => {
    const site = await startSite(await pgliteInMemory(), { runs: false });
    const page = await site.get(path, german);
    expect(page.status).toBe(404);
    expectPage(page, 'Dieser Link führt nirgendwohin', '/subscribe?language=de');
    expect((await site.get(path, { accept: '*/*' })).headers.get('content-type')).not.toContain('html');
  },
);
