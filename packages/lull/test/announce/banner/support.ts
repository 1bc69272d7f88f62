import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bannerOfAll, bannerOfService, bannerScript } from '../../../src/announce/banner/documents.ts';
import type { PublicDowntime, Published, Told } from '../../../src/announce/contract.ts';
import type { PublicDocument } from '../../../src/announce/public/contract.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { nothingYet } from '../../../src/downtime/contract.ts';
import { type Instant, parseInstant } from '../../../src/time/instant.ts';

/** A Tuesday, 23:00 in Berlin. */
export const start = parseInstant('2026-12-01T22:00:00Z');
export const end = parseInstant('2026-12-01T23:30:00Z');

/** What anybody may know of a downtime of the shop. */
export function downtime({
  told = {},
  ...changes
}: Partial<PublicDowntime> & { told?: Partial<Told> } = {}): PublicDowntime {
  const revision: Told = {
    number: 1,
    title: 'Faster database',
    services: ['shop'],
    mode: 'full',
    part: null,
    start,
    end,
    ...told,
  };
  return {
    id: 'one',
    title: revision.title,
    state: 'scheduled',
    services: revision.services,
    mode: revision.mode,
    paths: [],
    promise: [revision],
    actual: nothingYet,
    expectedEnd: revision.end,
    emergency: false,
    overdue: false,
    sequence: 0,
    createdAt: 0,
    changedAt: 0,
    updates: [],
    ...changes,
  };
}

/** What is known with these downtimes. */
export function published(downtimes: readonly PublicDowntime[], url = 'https://s.example'): Published {
  const service = { description: null, zone: 'Europe/Berlin', colour: null };
  return {
    at: 0,
    version: '1',
    page: {
      title: 'Example',
      site: null,
      zone: 'UTC',
      colour: '#ffcc00',
      logo: null,
      url,
      isSignUpOpen: false,
      contact: null,
    },
    services: [
      { name: 'shop', title: 'Web shop', ...service },
      { name: 'bank', title: 'Bank', ...service },
    ],
    downtimes,
    periods: [],
  };
}

/** What a document says. */
export function rendered(document: PublicDocument, from: Published, service: string | null = null): string {
  const words = ownWords.en!;
  // English written from right to left, which none of our own languages is.
  const languages = [...Object.values(ownWords), { ...words, language: 'ar' }];
  const now = 0 as Instant;
  return document.render({ published: from, words, languages, zone: null, now }, service);
}

/** A real server on an address of its own. */
export interface Site {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Serves the banner's documents as they are just then to pages of other sites. */
export function startStatus(downtimes: () => readonly PublicDowntime[]): Promise<Site> {
  return startSite((path, url) => {
    const shared = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
    const service = /^\/banner\/(\w+)\.json$/.exec(path)?.[1];
    const known = published(downtimes(), url);
    if (path === bannerScript.path) {
      return {
        headers: { 'content-type': bannerScript.type, ...shared },
        body: rendered(bannerScript, known),
      };
    }
    const isKnown = service === 'all' || known.services.some(({ name }) => name === service);
    if (service === undefined) return null;
    if (!isKnown) return { status: 404, headers: path.includes('silent') ? {} : shared, body: '' };
    const document = service === 'all' ? bannerOfAll : bannerOfService;
    const body = rendered(document, known, service === 'all' ? null : service);
    return { headers: { 'content-type': document.type, ...shared }, body };
  });
}

/** Serves one page, whatever its path, with a policy for its content where one is given. */
export function startPage(html: () => string, policy: () => string | null): Promise<Site> {
  return startSite(() => {
    const given = policy();
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return {
      headers: { ...headers, ...(given !== null && { 'content-security-policy': given }) },
      body: html(),
    };
  });
}

interface Answered {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function startSite(answer: (path: string, url: string) => Answered | null): Promise<Site> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url!);
    const answered = answer(request.url!, url);
    const status = answered === null ? 404 : (answered.status ?? 200);
    response.writeHead(status, answered?.headers ?? {}).end(answered?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
