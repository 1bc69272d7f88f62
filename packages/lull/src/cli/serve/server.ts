import { openAccess } from '../../access/access.ts';
import { forgetExpired } from '../../access/forget-expired.ts';
import { ownerInvitation } from '../../access/invitations.ts';
import { type AccessSettings, accessSettings } from '../../access/settings.ts';
import { forgetSubscribers } from '../../announce/audience/forget.ts';
import { openAnnounce } from '../../announce/open.ts';
import { publicDocuments } from '../../announce/public/documents.ts';
import { openPublic } from '../../announce/public/open.ts';
import { runExport } from '../../announce/public/run-export.ts';
import { announceQueues } from '../../announce/queues.ts';
import { runAnnounce } from '../../announce/run.ts';
import type { AnnounceSettings } from '../../announce/settings.ts';
import { forgetRecipients } from '../../announce/waves/forget.ts';
import { createApp } from '../../api/app.ts';
import { consoleRoutes } from '../../api/console/routes.ts';
import { authorizeRoutes } from '../../api/gates/authorize.ts';
import { knownDocuments } from '../../api/gates/known-documents.ts';
import { openTally } from '../../api/gates/tally.ts';
import { listen } from '../../api/listen.ts';
import { createHealth } from '../../api/operate/health.ts';
import type { Log } from '../../api/operate/log.ts';
import { createMetrics } from '../../api/operate/metrics.ts';
import { observeRequests } from '../../api/operate/observe.ts';
import { observedStore } from '../../api/operate/observed-store.ts';
import { observedTimers } from '../../api/operate/observed-timers.ts';
import { operateRoutes } from '../../api/operate/routes.ts';
import type { ServerSettings } from '../../api/operate/settings.ts';
import { readStoreFigures } from '../../api/operate/store-figures.ts';
import { identityPages } from '../../api/pages/identity-pages.ts';
import { answerAtOnce } from '../../api/public/at-once.ts';
import { publicRoutes } from '../../api/public/routes.ts';
import { signUpPages } from '../../api/public/sign-up/routes.ts';
import type { LullError } from '../../errors.ts';
import { forgetGates } from '../../gates/forget-gates.ts';
import { openGates } from '../../gates/open.ts';
import { runGates } from '../../gates/run-gates.ts';
import { openKeeper } from '../../keeper/open.ts';
import { openQueue } from '../../keeper/queue.ts';
import { choreQueue, runChores } from '../../keeper/run-chores.ts';
import { runTimers } from '../../keeper/run-timers.ts';
import { openRuns } from '../../run/open.ts';
import { runRuns } from '../../run/run-runs.ts';
import { forgetOutput } from '../../run/runs/forget-output.ts';
import { forgetSilences } from '../../run/silencers/leases/forget.ts';
import { runSilences } from '../../run/silencers/leases/run-silences.ts';
import { openSilences } from '../../run/silencers/open.ts';
import type { LoadedSilencers } from '../../run/silencers/settings/load.ts';
import { openStore } from '../../store/open.ts';
import { bypassFor, openOwnRunner } from './runs.ts';

/** A server that listens. */
export interface RunningServer {
  /** Where browsers find it. */
  readonly url: string;
  readonly engine: 'pglite' | 'postgres';
  /** The one-time link that makes the owner; null when there is one. */
  readonly claim: string | null;
  /** Resolves, with why, when the store has stopped by itself, and nothing can be kept any more. */
  readonly halted: Promise<LullError>;
  /** Takes nothing new, ends what was begun, and closes everything. */
  stop(): Promise<void>;
}

/** What is decided before anything is opened. */
export interface ServerPlan {
  readonly settings: ServerSettings;
  readonly access: AccessSettings;
  readonly announce: AnnounceSettings;
  readonly silencers: LoadedSilencers;
  readonly log: Log;
  readonly version: string;
}

/**
 * The settings of identity, beside those of the server.
 *
 * @throws LullError `bad-setting`, `write-failed`
 */
export function identitySettings(
  env: NodeJS.ProcessEnv,
  { host, port, store }: ServerSettings,
): AccessSettings {
  const near = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  const url = `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
  return accessSettings(env, { url, folder: store.databaseUrl === undefined ? store.folder : null });
}

/**
 * Opens the rooms one after the other, each on those before it, listens, and begins to do by itself what is
 * due. Where one cannot be opened, those that were are closed again.
 *
 * @throws LullError `bad-setting`, `store-unavailable` and what else opening the store can say
 * @example const server = await startServer(plan); await server.stop();
 */
export async function startServer({
  settings,
  access: identity,
  announce: announcing,
  silencers,
  log,
  version,
}: ServerPlan): Promise<RunningServer> {
  await using opening = new AsyncDisposableStack();
  const opened = await openStore({ ...settings.store, log: lines(log, 'store') });
  opening.defer(() => opened.close());
  const metrics = createMetrics({ version, engine: opened.engine });
  const store = observedStore(opened, metrics);
  const access = await openAccess(store, identity, lines(log, 'access'));
  opening.defer(() => access.close());
  const { gates, follower, facts, counter } = await openGates(store, {
    secret: identity.secret,
    log: log.child({ room: 'gates' }),
  });
  const announcements = await openAnnounce(store, {
    secret: identity.secret,
    settings: announcing,
    log: log.child({ room: 'announce' }),
  });
  opening.defer(() => announcements.close());
  const { announce } = announcements;
  for (const warning of silencers.warnings) log.warn({ room: 'run' }, warning);
  const quiet = await openSilences(store, {
    settings: silencers.silencers,
    secret: identity.secret,
    log: log.child({ room: 'run' }),
  });
  opening.defer(() => quiet.close());
  const { silences } = quiet;
  const running = openRuns(store, {
    log: log.child({ room: 'run' }),
    bypass: bypassFor(gates, () => keeper),
  });
  const { runs } = running;
  const keeper = openKeeper(store, {
    log: log.child({ room: 'keeper' }),
    followers: [follower, announcements.follower, running.follower, quiet.follower],
    factSources: [facts, running.facts, quiet.facts],
    counter,
  });
  running.connect(keeper);
  const own = openOwnRunner(runs, settings.steps, { log: log.child({ room: 'runner' }), version });
  opening.defer(() => own?.close());
  // Requests put jobs into it.
  const queue = await openQueue(store, keeper.log, [choreQueue, ...announceQueues]);
  opening.defer(() => queue.stop());
  announcements.connect({ keeper, queue });
  const shown = openPublic(announce);
  opening.defer(() => shown.close());

  const documents = await knownDocuments(gates, keeper);
  opening.defer(() => documents.close());
  const tally = openTally(gates);
  opening.defer(() => tally.close());
  const timers = observedTimers(metrics);
  const health = createHealth({ store, beatAge: timers.beatAge });
  const { app, streams, feeds } = await createApp({
    keeper,
    access,
    gates,
    announce,
    silences,
    runs,
    log: log.child({ room: 'api' }),
    settings: { trustedProxies: identity.trustedProxies, rate: settings.rate },
    before: [observeRequests({ metrics, log })],
    beside: [
      () => consoleRoutes(access),
      () => identityPages(access),
      () => publicRoutes(shown.shelf, { documents: publicDocuments, url: identity.url, rate: settings.rate }),
      () => signUpPages(announce, settings),
      () => authorizeRoutes(documents, tally),
      (whoAsks) => operateRoutes({ health, metrics, metricsToken: settings.metricsToken, whoAsks }),
    ],
  });
  opening.defer(() => streams.close());
  opening.defer(() => feeds.close());
  metrics.registry.beforeTelling(async () => {
    metrics.streams.set(streams.open());
    metrics.gateStreams.set(feeds.open());
    metrics.timerBeat.set(timers.beatAge() / 1000);
    await readStoreFigures(store, metrics, [...silences.silencers.keys()]);
  });
  // Before anything is done by itself: whoever cannot listen has changed nothing.
  const first = answerAtOnce(shown.shelf, { url: identity.url, metrics });
  const listening = await listen(app, { host: settings.host, port: settings.port, first });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    health.stopping();
    const stopped = listening.stop(settings.stopWithin);
    await streams.close();
    await feeds.close();
    await stopped;
  };
  const closeOnce = (): Promise<void> => (closing ??= close());
  opening.defer(closeOnce);

  await runChores(keeper, queue, [
    { name: 'forget-expired', cron: '37 * * * *', run: () => forgetExpired(access) },
    { name: 'forget-gates', cron: '47 * * * *', run: () => forgetGates(gates, keeper) },
    { name: 'forget-output', cron: '13 4 * * *', run: () => forgetOutput(runs) },
    { name: 'forget-recipients', cron: '3 4 * * *', run: () => forgetRecipients(announce) },
    { name: 'forget-silences', cron: '23 4 * * *', run: () => forgetSilences(silences) },
    { name: 'forget-subscribers', cron: '57 * * * *', run: () => forgetSubscribers(announce) },
  ]);
  const stopping = new AbortController();
  const timersEnd = runTimers(keeper, { signal: stopping.signal, onBeat: timers.onBeat });
  const gatesEnd = runGates(gates, keeper, { signal: stopping.signal });
  const announceEnd = runAnnounce(announce, {
    signal: stopping.signal,
    onFate: (channel, outcome, count) => {
      if (outcome !== 'released') metrics.notices.add([channel, outcome], count);
    },
  });
  const runsEnd = runRuns(runs, { signal: stopping.signal });
  const ownEnd = own?.run(stopping.signal).catch((error: unknown) => {
    log.error({ err: error }, 'the runner of the server’s own steps has stopped');
  });
  const silencesEnd = runSilences(silences, {
    signal: stopping.signal,
    onAttempt: (...labels) => metrics.silenceAttempts.add(labels),
  });
  const exportEnd =
    announcing.statusFolder !== null &&
    runExport({
      folder: announcing.statusFolder,
      url: announcing.statusUrl,
      publisher: shown.publisher,
      documents: publicDocuments,
      vocabulary: announce.words,
      log: announce.log,
      signal: stopping.signal,
    });
  opening.defer(async () => {
    stopping.abort();
    await Promise.all([timersEnd, gatesEnd, announceEnd, runsEnd, ownEnd, silencesEnd, exportEnd]);
  });
  const link = await ownerInvitation(access);
  // On the way down the door goes first: what has begun ends while the timers still run.
  opening.defer(closeOnce);
  const open = opening.move();
  return {
    url: identity.url,
    engine: store.engine,
    claim: link?.link ?? null,
    halted: store.halted,
    stop: () => open.disposeAsync(),
  };
}

/** The log as rooms take it that know nothing of ours. */
function lines(log: Log, room: string) {
  return (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields: object = {}): void =>
    log[level]({ room, ...fields }, message);
}
