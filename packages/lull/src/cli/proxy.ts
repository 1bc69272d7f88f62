import { setTimeout as delay } from 'node:timers/promises';
import { followGate, type Gate, GateError, readConfigFile } from '@lull/gate/follow';
import { readWordsFiles } from '@lull/gate/node';
import type { Words } from '@lull/gate/page';
import { Command, Option } from 'commander';
import { createLog, type Log } from '../api/operate/log.ts';
import { exitCodes, LullError } from '../errors.ts';
import type { Certificate, RunningProxy, Trouble } from '../proxy/contract.ts';
import { openProxy } from '../proxy/open.ts';
import { type CertificateFiles, readCertificate } from '../proxy/read-certificate.ts';
import { type ProxySettings, proxySettings } from '../proxy/settings.ts';
import { SECOND } from '../time/instant.ts';
import { length, several } from './options.ts';
import { print, printJson } from './output.ts';
import { askedToStop } from './serve/signals.ts';
import { paint } from './terminal.ts';

interface Flags {
  upstream: string;
  listen: string;
  config?: string;
  tlsCert?: string;
  tlsKey?: string;
  trustedProxies?: string;
  allow?: string[];
  language?: string;
  words?: string[];
  timeout: number;
  stopWithin: number;
  json?: boolean;
}

/** `lull proxy`: a reverse proxy with a gate in it. Ends with 0 when it was asked to stop and did. */
export function proxyCommand(): Command {
  return new Command('proxy')
    .description('Stand in front of a service as its reverse proxy, and be its gate.')
    .requiredOption('--upstream <url>', 'the service: scheme, host and port')
    .option('--listen <host:port>', 'where it listens; without a host in every network', ':8080')
    .option('--config <file>', 'whose gate it is, from lull gates add; without it everything passes')
    .option(
      '--tls-cert <file>',
      'speak TLS with this certificate (PEM, with its chain); SIGHUP reads it anew',
    )
    .option('--tls-key <file>', 'its key (PEM, without a passphrase)')
    .option(
      '--trusted-proxies <ranges>',
      'proxies in front whose word on clients is taken (default: LULL_TRUSTED_PROXIES)',
    )
    .option('--allow <range>', 'addresses that pass the closed gate; may be given again', several)
    .option('--language <tag>', 'of the page for whoever reads none of its languages (default: en)')
    .option('--words <tag=file>', 'words of a further language; may be given again', several)
    .addOption(
      new Option('--timeout <length>', 'how long the service may take to begin its answer')
        .argParser(length)
        .default(60 * SECOND, '60s'),
    )
    .addOption(
      new Option('--stop-within <length>', 'how long what was begun may take when it stops')
        .argParser(length)
        .default(30 * SECOND, '30s'),
    )
    .option('--json', 'print one JSON value once it listens, and nothing else')
    .action(proxy);
}

async function proxy(flags: Flags): Promise<void> {
  const trusted = flags.trustedProxies ?? process.env.LULL_TRUSTED_PROXIES ?? '';
  const settings = proxySettings(flags.listen, flags.upstream, trusted);
  const log = createLog({ level: 'info', secrets: [] });
  const files = certificateFiles(flags);
  const certificate = files && (await readCertificate(files));
  const asked = askedToStop();
  const words = await wordsOf(flags);
  const gate = flags.config === undefined ? undefined : await gateOf(flags.config, log);
  const running = await opened(settings, flags, words, certificate, gate, log).catch(
    async (error: unknown) => {
      await gate?.close();
      throw error;
    },
  );
  if (files) renewOnHangup(running, files, log);
  announce(running, settings, gate, flags);
  const signal = await asked;
  log.info({ signal, within: flags.stopWithin, inFlight: running.inFlight() }, 'stopping');
  await running.stop(flags.stopWithin);
  // The last counts are told to the server, if it answers.
  await Promise.race([gate?.close(), delay(SECOND)]);
  process.exit(exitCodes.ok);
}

function opened(
  { host, port, upstream, trusted, proxies }: ProxySettings,
  { allow = [], language, timeout }: Flags,
  words: Readonly<Record<string, Words>>,
  certificate: Certificate | undefined,
  gate: Gate | undefined,
  log: Log,
): Promise<RunningProxy> {
  const at = { host, port, certificate, upstream, trusted, patience: timeout };
  const atGate = { allow, proxies, words, ...(language && { language }) };
  return openProxy({ ...at, gate, atGate, onTrouble: troubleLog(log) }).catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error;
    throw new LullError('bad-option', `--allow: ${error.message}`, 'Such as 10.0.0.0/8 or ::1.');
  });
}

async function wordsOf({ words = [] }: Flags) {
  return readWordsFiles(words).catch((error: Error) => {
    throw new LullError('bad-option', `--words: ${error.message}`, 'Such as fr=/etc/lull/fr.json.');
  });
}

function certificateFiles({ tlsCert, tlsKey }: Flags): CertificateFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: tlsCert, key: tlsKey };
  throw new LullError('bad-option', '--tls-cert and --tls-key go together', 'Give both, or neither.');
}

/** Whoever renews certificates sends SIGHUP; one that is no good changes nothing. */
function renewOnHangup(running: RunningProxy, files: CertificateFiles, log: Log): void {
  process.on('SIGHUP', async () => {
    try {
      running.renew(await readCertificate(files));
      log.info({ ...files }, 'the certificate was read anew');
    } catch (error) {
      log.error({ err: error }, 'the certificate stays the one that it was');
    }
  });
}

async function gateOf(path: string, log: Log): Promise<Gate> {
  try {
    const config = await readConfigFile(path);
    return await followGate({
      ...config,
      kind: 'proxy',
      warn: (warning) => log.warn({ gate: true }, warning),
    });
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    throw new LullError('bad-config', error.message, error.todo, { gate: error.code });
  }
}

/** Tells what goes wrong with the service, at most once a second: it may be every request. */
function troubleLog(log: Log): (trouble: Trouble) => void {
  let since = 0;
  let more = 0;
  return (trouble) => {
    more += 1;
    if (performance.now() < since + SECOND) return;
    log.warn({ ...trouble, requests: more }, 'the service did not answer');
    since = performance.now();
    more = 0;
  };
}

function announce(
  { host, port }: RunningProxy,
  { upstream }: ProxySettings,
  gate: Gate | undefined,
  { json, tlsCert }: Flags,
): void {
  const url = `${tlsCert === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const state = gate?.state().state ?? null;
  if (json) {
    printJson({ url, upstream: upstream.origin, service: gate?.service ?? null, state });
    return;
  }
  const style = paint(process.stdout);
  print([
    `Lull listens on ${style.bold(url)} and passes on to ${style.bold(upstream.origin)}`,
    gate
      ? `  as the gate of ${gate.service}, which is ${state}`
      : '  without a gate: everything passes; --config makes it one',
  ]);
}
