import { nodeVerify } from '@lull/gate/follow';
import { BYPASS, type Caller, type Passes, passesOf, visitorOf } from '@lull/gate/middleware';
import { admittedState, refusal, STATE_HEADER } from '@lull/gate/page';
import { type GateState, readBypass, stateAt, verdictOn } from '@lull/gate/protocol';
import { type Context, Hono } from 'hono';
import { LullError } from '../../errors.ts';
import type { Env } from '../call.ts';
import type { Known, KnownDocuments } from './known-documents.ts';
import type { Tally } from './tally.ts';

/** What answers are made with. */
interface Parts {
  readonly documents: KnownDocuments;
  readonly tally: Tally;
  readonly passesFor: (service: string, known: Known) => Passes;
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
  const parts = { documents, tally, passesFor: passesByService() };
  app.get('/gate/v1/authorize', (c) => {
    const uri = forwarded(c, 'uri') ?? '/';
    return authorize(c, parts, serviceAskedFor(c), {
      method: forwarded(c, 'method') ?? 'GET',
      target: uri.startsWith('/') ? uri : `/${uri}`,
      header: (name) => c.req.header(name) ?? null,
      address: null,
    });
  });
  // Envoy sends the visitor's own method and path, behind a prefix.
  app.all('/gate/v1/authorize/:service/*', (c) => {
    const { pathname, search } = new URL(c.req.url);
    return authorize(c, parts, c.req.param('service'), {
      method: c.req.method,
      target: `/${pathname.split('/').slice(5).join('/')}${search}`,
      header: (name) => c.req.header(name) ?? null,
      address: null,
    });
  });
  return app;
}

/** A proxy that names none would let everybody pass, and nobody would notice. */
function serviceAskedFor(c: Context<Env>): string {
  const service = c.req.query('service');
  if (service) return service;
  const todo = 'Ask for /gate/v1/authorize?service=NAME.';
  throw new LullError('bad-request', 'No service is named', todo, { field: 'service' });
}

function forwarded(c: Context<Env>, what: 'method' | 'uri'): string | null {
  return c.req.header(`x-forwarded-${what}`) ?? c.req.header(`x-original-${what}`) ?? null;
}

async function authorize(
  c: Context<Env>,
  { documents, tally, passesFor }: Parts,
  service: string,
  visit: Caller,
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
  if (document) {
    const passes = passesFor(service, known);
    const link = visit.target.includes(BYPASS) ? await passes.byLink(visit) : null;
    if (link) return c.body(null, 303, { ...link });
    if (await passes.of(visit)) return c.body(null, 200);
  }
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

/** Passing as by any gate, by the keys that the service's documents are signed with. */
function passesByService(): Parts['passesFor'] {
  const held = new Map<string, { known: Known; readonly passes: Passes }>();
  const verify = nodeVerify();
  return (service, known) => {
    const one = held.get(service);
    if (one) {
      one.known = known;
      return one.passes;
    }
    const bypass = (token: string) => {
      const { keys, now } = fresh.known;
      return readBypass(token, { service, keys, epoch: -1, serial: -1 }, now, verify).catch(() => null);
    };
    const fresh: { known: Known; readonly passes: Passes } = {
      known,
      passes: passesOf({ now: () => fresh.known.now, bypass }),
    };
    held.set(service, fresh);
    return fresh.passes;
  };
}
