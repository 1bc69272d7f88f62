import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Access } from '../access/access.ts';
import type { Announce } from '../announce/contract.ts';
import { LullError } from '../errors.ts';
import type { Gates } from '../gates/contract.ts';
import type { Keeper, Log } from '../keeper/contract.ts';
import type { Runs } from '../run/contract.ts';
import type { Silences } from '../run/silencers/contract.ts';
import type { Env } from './call.ts';
import { endpoints } from './contract/index.ts';
import { type Feeds, openFeeds } from './gates/feeds.ts';
import { guard, secure } from './guard.ts';
import { CallerLimit } from './limits/caller-limit.ts';
import { mountOn, type WhoAsks } from './mount.ts';
import { unanswered } from './not-found.ts';
import { problemResponse } from './problem.ts';
import { agentWireRoutes } from './routes/agent-wire.ts';
import { gateWireRoutes } from './routes/gate-wire.ts';
import { allRoutes } from './routes/index.ts';
import { type ApiSettings, usualSettings } from './settings.ts';
import { openStreams, type Streams } from './stream/streams.ts';
import { viewerOf } from './views/viewer.ts';
import { whoAsksWith } from './who-asks.ts';

/** What an app is made from. */
export interface AppParts {
  readonly keeper: Keeper;
  readonly access: Access;
  readonly gates: Gates;
  readonly announce: Announce;
  readonly silences: Silences;
  readonly runs: Runs;
  readonly log: Pick<Log, 'error'>;
  readonly settings?: Partial<ApiSettings>;
  /** What goes before everything else: logs, figures, traces. */
  readonly before?: readonly MiddlewareHandler[];
  /**
   * What answers beside the API and decides itself on who may: pages, health, metrics. Made with what tells
   * who asks.
   */
  readonly beside?: readonly ((whoAsks: WhoAsks) => Hono<Env>)[];
}

/** An app and what it holds open. */
export interface Api {
  readonly app: Hono<Env>;
  readonly streams: Streams;
  readonly feeds: Feeds;
}

/**
 * Everything that is answered over HTTP, in one app. `streams.close()` and `feeds.close()` end its event
 * streams, which would else keep a server from stopping.
 *
 * @example const { app } = await createApp({ keeper, access, gates, log }); await app.request('/api/v1/me');
 */
export async function createApp(parts: AppParts): Promise<Api> {
  const { keeper, access, gates, announce, silences, runs, log, before = [], beside = [] } = parts;
  const settings = { ...usualSettings, ...parts.settings };
  const viewer = viewerOf(keeper, access.names);
  const streams = await openStreams(keeper.store, settings);
  const feeds = await openFeeds(gates, keeper);
  const app = new Hono<Env>();
  for (const middleware of before) app.use('*', middleware);
  app.use('*', guard(settings, access.settings.url));
  const refused = (error: unknown, c: Context<Env>): Response => {
    const request = c.get('request');
    if (!(error instanceof LullError)) log.error({ err: error, request }, 'not foreseen');
    const response = problemResponse(error, request);
    secure(response.headers, request);
    return response;
  };
  app.onError(refused);
  app.notFound(unanswered(endpoints, refused));

  // The identity library answers these itself: signing in is for those who aren't anybody yet.
  const strangers = settings.rate && new CallerLimit(settings.rate);
  app.all('/api/auth/*', (c) => {
    strangers?.count(null, c.get('from'), performance.now());
    return access.handler(c.req.raw, { from: c.get('from'), requestId: c.get('request') });
  });
  const whoAsks = whoAsksWith(access, settings);
  const mount = mountOn(app, whoAsks, settings.answerWithin);
  const routeParts = { keeper, access, settings, streams, viewer, gates, feeds, announce, silences, runs };
  for (const routes of allRoutes) routes(mount, routeParts);
  // Many gates may share a key, and all of them confirm in the same moment; an agent tells all at once after
  // it was cut off.
  const wireCalls = whoAsksWith(access, { rate: settings.gateRate });
  const wire = mountOn(app, wireCalls, settings.answerWithin);
  gateWireRoutes(wire, routeParts);
  agentWireRoutes(wire, routeParts);
  for (const make of beside) app.route('/', make(whoAsks));
  return { app, streams, feeds };
}
