import { join } from 'node:path';
import { accessVariables } from '../../access/settings.ts';
import { announceVariables } from '../../announce/settings.ts';
import { LullError } from '../../errors.ts';
import { silencerVariables } from '../../run/silencers/settings/variables.ts';
import { MINUTE, SECOND } from '../../time/instant.ts';
import type { Rate } from '../limits/buckets.ts';
import { type LogLevel, logLevels } from './log.ts';

/** One setting of the server as people read about it. */
interface SettingReference {
  /** The environment variable. */
  readonly name: string;
  /** The option of `lull serve` that beats it. */
  readonly option?: string;
  /** What holds when it is not set, as it would be written; null where there is nothing. */
  readonly fallback: string | null;
  readonly means: string;
}

/** Every setting of the server; docs/operate.md is made from it. */
export const settingsReference: readonly SettingReference[] = [
  {
    name: 'LULL_ADDRESS',
    option: '--listen',
    fallback: '127.0.0.1:4747',
    means: 'Address and port on which the server listens; `0.0.0.0:4747` for every network it is in.',
  },
  {
    name: 'DATABASE_URL',
    option: '--database-url',
    fallback: null,
    means: 'A PostgreSQL to keep everything in: `postgres://user:password@host:5432/lull`.',
  },
  {
    name: 'LULL_DATA',
    option: '--data',
    fallback: './lull-data',
    means: 'The folder in which everything is kept when no `DATABASE_URL` is set.',
  },
  {
    name: 'LULL_LISTEN_URL',
    fallback: null,
    means: 'A direct connection to the same PostgreSQL, where `DATABASE_URL` goes through a pooler.',
  },
  { name: 'LULL_POOL', fallback: '10', means: 'Most connections to PostgreSQL of this server.' },
  {
    name: 'LULL_RATE',
    fallback: '100',
    means:
      'Requests a second of one key, person or unknown address; twice as many in a burst; 0 for no limit.',
  },
  { name: 'LULL_LOG', fallback: 'info', means: `How much is logged: ${logLevels.join(', ')}.` },
  {
    name: 'LULL_METRICS_TOKEN',
    fallback: null,
    means:
      'Whoever shows it as a bearer token may read `/metrics`; without it an API key with role viewer may.',
  },
  {
    name: 'LULL_LOCAL_STEPS',
    option: '--local-steps',
    fallback: null,
    means:
      'A folder with step files that the server runs itself; where it is not set, only agents run steps.',
  },
  {
    name: 'LULL_RUNNER_FOLDER',
    fallback: './lull-data/runner',
    means:
      'Where the server’s own runner keeps how far its steps came, on a disk of this machine; in the data folder unless it is set.',
  },
  {
    name: 'LULL_STOP_WITHIN',
    fallback: '30s',
    means: 'How long a stopping server takes at most to end what it has begun.',
  },
  ...Object.entries({ ...accessVariables, ...announceVariables, ...silencerVariables }).map(
    ([name, means]) => ({
      name,
      fallback: null,
      means,
    }),
  ),
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: null,
    means: 'Where traces are sent; needs `@opentelemetry/sdk-node`, which reads all other `OTEL_*` too.',
  },
];

/** What `lull serve` was given on its command line; it beats the environment. */
export interface ServeOptions {
  readonly listen?: string | undefined;
  readonly data?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly localSteps?: string | undefined;
}

/** What the server's own runner works with. */
export interface StepSettings {
  /** The folder with its step files; null where it runs none. */
  readonly local: string | null;
  /** Where its journals are. */
  readonly folder: string;
}

/** Where the store is, as the environment and the options say. */
export interface StoreSettings {
  readonly databaseUrl: string | undefined;
  readonly folder: string;
  readonly listenUrl: string | undefined;
  /** Most connections. */
  readonly pool: number;
}

/** The settings of the server itself. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly store: StoreSettings;
  readonly steps: StepSettings;
  /** Requests a second of one caller; null for no limit. */
  readonly rate: Rate | null;
  readonly log: LogLevel;
  readonly metricsToken: string | null;
  /** Milliseconds. */
  readonly stopWithin: number;
  /** What must never be told. */
  readonly secrets: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where everything is kept; for commands that open the store themselves, too.
 *
 * @throws LullError `bad-setting` naming the setting
 */
export function storeSettings(env: Environment, options: ServeOptions = {}): StoreSettings {
  return {
    // A folder named on the command line is meant, whatever the environment says.
    databaseUrl: options.databaseUrl ?? (options.data === undefined ? given(env, 'DATABASE_URL') : undefined),
    folder: options.data ?? given(env, 'LULL_DATA') ?? './lull-data',
    listenUrl: given(env, 'LULL_LISTEN_URL'),
    pool: pool(given(env, 'LULL_POOL') ?? '10'),
  };
}

/**
 * The server's settings from the environment, and from the options that beat it.
 *
 * @throws LullError `bad-setting` naming the setting
 */
export function serverSettings(env: Environment, options: ServeOptions = {}): ServerSettings {
  const store = storeSettings(env, options);
  const metricsToken = given(env, 'LULL_METRICS_TOKEN') ?? null;
  if (metricsToken !== null && metricsToken.length < 16) {
    throw bad('LULL_METRICS_TOKEN', 'is shorter than 16 characters', 'Make one: openssl rand -hex 24.');
  }
  return {
    ...address(options.listen ?? given(env, 'LULL_ADDRESS') ?? '127.0.0.1:4747'),
    store,
    steps: {
      local: options.localSteps ?? given(env, 'LULL_LOCAL_STEPS') ?? null,
      folder: given(env, 'LULL_RUNNER_FOLDER') ?? join(store.folder, 'runner'),
    },
    rate: rate(given(env, 'LULL_RATE') ?? '100'),
    log: level(given(env, 'LULL_LOG') ?? 'info'),
    metricsToken,
    stopWithin: stopWithin(given(env, 'LULL_STOP_WITHIN') ?? '30s'),
    secrets: secretsIn(env, store),
  };
}

/** A variable that is set to nothing is not set. */
function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

function address(text: string): { host: string; port: number } {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) {
    throw bad(
      'LULL_ADDRESS',
      `"${text}" is not an address and a port`,
      'Such as 127.0.0.1:4747 or [::]:4747.',
    );
  }
  return { host: (match[1] ?? match[2])!, port };
}

function pool(text: string): number {
  const most = Number(text);
  if (Number.isInteger(most) && most >= 2 && most <= 1000) return most;
  throw bad('LULL_POOL', `"${text}" is not a whole number from 2 to 1000`, 'Such as 10.');
}

function rate(text: string): Rate | null {
  const perSecond = Number(text);
  if (Number.isInteger(perSecond) && perSecond >= 0 && perSecond <= 1_000_000) {
    return perSecond === 0 ? null : { perSecond, burst: 2 * perSecond };
  }
  throw bad('LULL_RATE', `"${text}" is not a whole number from 0 to 1000000`, 'Such as 100.');
}

function level(text: string): LogLevel {
  const found = logLevels.find((one) => one === text);
  if (found) return found;
  throw bad('LULL_LOG', `"${text}" is not a level`, `Use one of ${logLevels.join(', ')}.`);
}

function stopWithin(text: string): number {
  const match = /^(\d{1,3})(s|m)$/.exec(text);
  const ms = Number(match?.[1]) * (match?.[2] === 'm' ? MINUTE : SECOND);
  if (ms >= SECOND && ms <= 10 * MINUTE) return ms;
  throw bad('LULL_STOP_WITHIN', `"${text}" is not between 1s and 10m`, 'Such as 30s.');
}

function secretsIn(env: Environment, store: StoreSettings): string[] {
  const named = Object.entries(env)
    .filter(([name]) => /^LULL_\w*(?:SECRET|TOKEN|PASSWORD|KEY)$/.test(name))
    .map(([, value]) => value ?? '');
  const passwords = [store.databaseUrl, store.listenUrl, env.LULL_MAIL_URL].map(passwordIn);
  return [...named, ...passwords].filter(Boolean);
}

function passwordIn(url: string | undefined): string {
  if (!url || !URL.canParse(url)) return '';
  const { password } = new URL(url);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

function bad(name: string, what: string, todo: string): LullError {
  return new LullError('bad-setting', `${name}: ${what}`, todo, { setting: name });
}
