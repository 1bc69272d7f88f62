import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { admittedState, refusal, STATE_HEADER } from '@lull/gate/page';
import { type GateState, readBypass, stateAt, verdictOn } from '@lull/gate/protocol';
import { type Context, Hono } from 'hono';
import type { Env } from '../call.ts';
import type { Known, KnownDocuments } from './known-documents.ts';
import type { Tally } from './tally.ts';

/** Name of the cookie, of the header, and of the parameter in a secret link: as every gate has it. */
const BYPASS = 'lull-bypass';

/** A visitor's request, as the proxy in front tells of it. */
interface Visit {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  header(name: string): string | null;
}

/**
 * Whether a visitor may pass, for proxies that ask before each request (Traefik, Envoy, Caddy's
 * `forward_auth`): 200, or the refusal to be handed on. It goes by the document alone and asks nobody who
 * they are: what it tells every visitor sees. Whether to let pass where nothing is known, `unknown` says.
 * What passed and what was refused is counted.
 *
 * @example app.route('/', authorizeRoutes(await knownDocuments(gates), openTally(gates)));
 */
export function authorizeRoutes(documents: KnownDocuments, tally: Tally): Hono<Env> {
  const app = new Hono<Env>();
  const parts = { documents, tally };
  app.get('/gate/v1/authorize', (c) => {
    const uri = forwarded(c, 'uri') ?? '/';
    return authorize(c, parts, c.req.query('service') ?? '', {
      method: forwarded(c, 'method') ?? 'GET',
      target: uri.startsWith('/') ? uri : `/${uri}`,
      header: (name) => c.req.header(name) ?? null,
    });
  });
  // Envoy sends the visitor's own method and path, behind a prefix.
  app.all('/gate/v1/authorize/:service/*', (c) => {
    const { pathname, search } = new URL(c.req.url);
    return authorize(c, parts, c.req.param('service'), {
      method: c.req.method,
      target: `/${pathname.split('/').slice(5).join('/')}${search}`,
      header: (name) => c.req.header(name) ?? null,
    });
  });
  return app;
}

function forwarded(c: Context<Env>, what: 'method' | 'uri'): string | null {
  return c.req.header(`x-forwarded-${what}`) ?? c.req.header(`x-original-${what}`) ?? null;
}

async function authorize(
  c: Context<Env>,
  { documents, tally }: { readonly documents: KnownDocuments; readonly tally: Tally },
  service: string,
  visit: Visit,
): Promise<Response> {
  const known = await documents.of(service);
  const { document, now } = known;
  const state = document ? stateAt(document, now, now) : unknownState(c.req.query('unknown'));
  const asking = { method: visit.method, target: visit.target, visitor: visitorOf(visit, state.downtime) };
  const verdict = verdictOn(state, asking);
  if (verdict.verdict === 'admit') {
    if (document) tally.count(service, visit.method, null, now);
    return admitted(c, state);
  }
  const pass = await passOf(visit, service, known);
  if (pass?.link) return entered(c, pass.link);
  if (pass) return c.body(null, 200);
  // Whoever asks for another waits no longer than it does: what would be held is refused for a moment.
  const kind = verdict.verdict === 'hold' ? 'closed' : verdict.kind;
  if (document) tally.count(service, visit.method, kind, now);
  const refusing = {
    kind,
    method: visit.method,
    accept: visit.header('accept'),
    acceptLanguage: visit.header('accept-language'),
    contentType: visit.header('content-type'),
    destination: visit.header('sec-fetch-dest'),
    origin: visit.header('origin'),
    spread: Math.random(),
  };
  const refused = refusal(state, document, refusing, now, { name: service });
  // Any 200 is leave to go on, gRPC's refusal too; its clients read a 503 as UNAVAILABLE.
  const status = refused.status === 200 ? 503 : refused.status;
  return new Response(refused.body, { status, headers: { ...refused.headers } });
}

/** Open by itself: a service that nobody has told of a downtime has none. */
function unknownState(unknown: string | undefined): GateState {
  return {
    state: unknown === 'closed' ? 'closed' : 'open',
    mode: 'full',
    match: { paths: [], tenants: [], methods: [], except: [] },
    downtime: null,
    retryAt: null,
    share: 1,
    until: null,
    why: 'unknown',
  };
}

function admitted(c: Context<Env>, state: GateState): Response {
  const tells = admittedState(state);
  if (tells !== null) c.header(STATE_HEADER, tells);
  return c.body(null, 200);
}

/** Passing by header, by cookie, or by a secret link, which becomes a cookie. */
async function passOf(
  visit: Visit,
  service: string,
  { keys, now }: Known,
): Promise<{ link?: string[] } | null> {
  const isRead = /^(GET|HEAD)$/.test(visit.method);
  const inLink = isRead ? new URLSearchParams(/\?(.*)/.exec(visit.target)?.[1] ?? '').get(BYPASS) : null;
  const inCookie = /(?:^|;\s*)lull-bypass=([^;\s]*)/.exec(visit.header('cookie') ?? '')?.[1] ?? null;
  const trust = { service, keys, epoch: -1, serial: -1 };
  for (const token of [visit.header(BYPASS), inCookie, inLink]) {
    if (token === null || token.length > 2_000 || !/^[\w.-]+$/.test(token)) continue;
    const bypass = await readBypass(token, trust, now, verify).catch(() => null);
    if (!bypass) continue;
    const seconds = Math.floor((bypass.expires - now) / 1000);
    return token === inLink ? { link: [visit.target, token, String(seconds)] } : {};
  }
  return null;
}

/** To the same page without the token, which then stands in no history and no log. */
function entered(c: Context<Env>, [target = '/', token = '', seconds = '0']: string[]): Response {
  const [path = '', query = ''] = target.split('?', 2);
  const rest = query.split('&').filter((part) => !part.startsWith(`${BYPASS}=`));
  // Two slashes in front would name another host.
  const clean = `/${path.replace(/^[/\\]+/, '')}`;
  return c.body(null, 302, {
    location: rest.length > 0 && rest[0] !== '' ? `${clean}?${rest.join('&')}` : clean,
    'set-cookie': `${BYPASS}=${token}; Max-Age=${seconds}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  });
}

/** The same for all requests of one visitor during one downtime, and kept nowhere. */
function visitorOf(visit: Visit, downtime: string | null): number {
  const names = ['x-forwarded-for', 'user-agent', 'accept-language'];
  const text = [downtime, ...names.map((name) => visit.header(name))].join('\n');
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

function verify(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
  return verifySignature(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}
