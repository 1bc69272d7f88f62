import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { announceSettings } from '../announce/settings.ts';
import { createLog, type Log } from '../api/operate/log.ts';
import { type ServeOptions, type ServerSettings, serverSettings } from '../api/operate/settings.ts';
import { exitCodes, LullError } from '../errors.ts';
import { loadSilencers } from '../run/silencers/settings/load.ts';
import { print, printJson, reportError } from './output.ts';
import { identitySettings, type RunningServer, startServer } from './serve/server.ts';
import { askedToStop } from './serve/signals.ts';
import { startTelemetry } from './serve/telemetry.ts';
import { paint } from './terminal.ts';

interface Flags extends ServeOptions {
  json?: boolean;
}

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** `lull serve`: the server. Ends with 0 when it was asked to stop and did, with 5 when its store stopped. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Keep services, windows, freezes and downtimes, and answer people, CI and gates.')
    .option('--listen <host:port>', 'where it listens (default: LULL_ADDRESS, else 127.0.0.1:4747)')
    .option('--data <folder>', 'where everything is kept (default: LULL_DATA, else ./lull-data)')
    .option('--database-url <url>', 'the PostgreSQL in which everything is kept (default: DATABASE_URL)')
    .option('--local-steps <folder>', 'run the step files of this folder here (default: LULL_LOCAL_STEPS)')
    .option('--json', 'print one JSON value once it listens, and nothing else')
    .action(serve);
}

async function serve(flags: Flags): Promise<void> {
  const settings = serverSettings(process.env, flags);
  const access = identitySettings(process.env, settings);
  const announce = announceSettings(process.env, access.url);
  const silencers = await loadSilencers(process.env);
  const log = createLog({ level: settings.log, secrets: [...settings.secrets, access.secret] });
  const asked = askedToStop();
  process.once('uncaughtException', (error) => {
    log.fatal({ err: error }, 'not foreseen; the server ends');
    process.exit(exitCodes.failed);
  });
  const endTelemetry = await startTelemetry(process.env);
  const server = await startServer({ settings, access, announce, silencers, log, version });
  const { url, engine, claim } = server;
  if (flags.json) printJson({ url, engine, claim });
  else tell(server, settings);
  log.info({ url, engine, version, tz: process.versions.tz }, 'listening');
  const why = await Promise.race([asked, server.halted]);
  const end = async (): Promise<void> => {
    await server.stop();
    await endTelemetry();
  };
  if (why instanceof LullError) {
    log.fatal({ err: why, code: why.code }, 'the store has stopped; the server ends');
    // What is under way is refused meanwhile; that the store can't be closed well is known.
    await Promise.race([end().catch(() => {}), delay(haltWithin)]);
    process.exit(why.exitCode);
  }
  log.info({ signal: why, within: settings.stopWithin }, 'stopping');
  process.exit(await stop(end, settings, log));
}

/** Milliseconds that requests have to be refused in when the store has stopped. */
const haltWithin = 2_000;

/** @returns the exit code */
async function stop(end: () => Promise<void>, { stopWithin }: ServerSettings, log: Log): Promise<number> {
  const late = Promise.withResolvers<'late'>();
  // The listener breaks off what lasts longer than LULL_STOP_WITHIN; the rest has a little more.
  const timer = setTimeout(late.resolve, stopWithin + 5_000, 'late');
  const all = end().then(() => 'stopped' as const);
  try {
    const outcome = await Promise.race([all, late.promise]);
    log[outcome === 'late' ? 'error' : 'info'](outcome === 'late' ? 'did not stop in time' : 'stopped');
    return outcome === 'late' ? exitCodes.failed : exitCodes.ok;
  } catch (error) {
    log.error({ err: error }, 'could not stop as it should');
    return reportError(error, false);
  } finally {
    clearTimeout(timer);
  }
}

function tell({ url, engine, claim }: RunningServer, { store }: ServerSettings): void {
  const style = paint(process.stdout);
  const place =
    engine === 'postgres'
      ? ['  keeps everything in PostgreSQL']
      : [
          `  keeps everything in ${store.folder}`,
          '  which survives the death of this process, not of this machine:',
          '  for what one would miss use PostgreSQL (DATABASE_URL)',
        ];
  print([
    `${style.bold('Lull')} ${version} listens on ${style.bold(url)}`,
    ...place,
    `  time zones of ${process.versions.tz ?? 'an unknown version'}`,
    ...(claim === null
      ? []
      : ['', 'Nobody is here yet. Whoever opens this link becomes the owner; it works once:', `  ${claim}`]),
  ]);
}
