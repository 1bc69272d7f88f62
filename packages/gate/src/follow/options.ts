import type { GateState, PublicKey } from '../protocol/index.ts';
import type { Clocks } from './clock.ts';
import { type WhenUnknown, whenUnknown } from './contract.ts';
import { GateError } from './errors.ts';

/** How a gate is enrolled: what `lull gates add SERVICE` prints, and what the person who installs it adds. */
export interface GateConfig {
  /** Address of the server; left out where only a copy of the document is followed. */
  readonly server?: string | undefined;
  readonly service: string;
  /** Name of this instance, the same after a restart; the machine's where it is left out. */
  readonly instance?: string | undefined;
  /** What the server knows this gate by. */
  readonly key?: string | undefined;
  /** The server's public key, which every document hangs on. */
  readonly trust: Pick<PublicKey, 'id' | 'key'>;
  /** Where the gate keeps what it must know after a restart; left out: in memory only. */
  readonly folder?: string | undefined;
  /** What to do with no document at all: `wait` by default. */
  readonly whenUnknown?: WhenUnknown | undefined;
  /** A copy of the document in a bucket or CDN, asked instead of the server. */
  readonly documentUrl?: string | undefined;
  /** A person's word that the server's clock is right though it is more than 30 s off this machine's. */
  readonly trustClock?: boolean | undefined;
}

/** What a program adds. */
export interface GateOptions extends GateConfig {
  /** The kind of gate, as the server lists it: `node`, `fetch`, `nginx`, `haproxy`, `caddy`, `proxy`. */
  readonly kind?: string | undefined;
  /** Whether what passes goes through this program, so that it can be counted; `true`. */
  readonly seesRequests?: boolean | undefined;
  /** Hears each warning once when it begins, its code first. */
  readonly warn?: ((warning: string) => void) | undefined;
  /** Hears the first state too, and every flip from then on, before it is confirmed; see `Gate.onFlip`. */
  readonly onFlip?: ((state: GateState) => void | Promise<void>) | undefined;
  /** For tests, and where the platform's own isn't to be used. */
  readonly fetch?: typeof fetch | undefined;
  readonly clocks?: Clocks | undefined;
}

/**
 * A gate's configuration as it is read from a file.
 *
 * @throws GateError `bad-config`
 * @example readConfig(JSON.parse(await readFile('/etc/lull/gate.json', 'utf8'))).service // 'shop'
 */
export function readConfig(value: unknown): GateConfig {
  const config = Object(value) as Partial<Record<keyof GateConfig, unknown>>;
  const { id, key } = Object(config.trust) as Record<string, unknown>;
  const has = (field: unknown): field is string => typeof field === 'string' && field !== '';
  const fits = (field: unknown): field is string | undefined => field === undefined || has(field);
  const isHttp = (field: unknown): boolean => field === undefined || (has(field) && isAddress(field));
  const { server, service, instance, folder, documentUrl, trustClock } = config;
  if (!has(service)) throw bad('service');
  if (!has(id) || !has(key) || key.length !== 43) throw bad('trust');
  if (!isHttp(server) || !isHttp(documentUrl)) throw bad(isHttp(server) ? 'documentUrl' : 'server');
  if (server === undefined && documentUrl === undefined) throw bad('server');
  if (!fits(instance)) throw bad('instance');
  if (!fits(folder)) throw bad('folder');
  // What no header takes is quoted by the error of whoever tries.
  if (!fits(config.key) || /[^\x21-\x7e]/.test(config.key ?? '')) throw bad('key');
  if (trustClock !== undefined && typeof trustClock !== 'boolean') throw bad('trustClock');
  const unknown = whenUnknown.find((one) => one === config.whenUnknown);
  if (config.whenUnknown !== undefined && unknown === undefined) throw bad('whenUnknown');
  return {
    server: server as string | undefined,
    service,
    instance,
    key: config.key,
    trust: { id, key },
    folder,
    whenUnknown: unknown,
    documentUrl: documentUrl as string | undefined,
    trustClock,
  };
}

/** Secrets in an address end up in logs. */
function isAddress(text: string): boolean {
  const { protocol, username, password } = URL.canParse(text) ? new URL(text) : { protocol: '' };
  return /^https?:$/.test(protocol) && !username && !password;
}

function bad(field: string): GateError {
  return new GateError(
    'bad-config',
    `The gate's configuration is not what it should be: ${field}.`,
    'Make it anew with `lull gates add SERVICE`.',
  );
}
