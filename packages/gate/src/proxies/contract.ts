import type { GateState, Instant } from '../protocol/index.ts';

/** Methods as proxies tell them apart: those that change nothing (RFC 9110, 9.2.1), and all others. */
export type MethodClass = 'safe' | 'unsafe';

/** What a proxy is to do with the requests of a service. */
export interface Serving {
  /** Let all through; refuse by method alone; or have the gate decide on each request. */
  readonly does: 'open' | 'refuse' | 'ask';
  /** Which methods are refused, or asked about. */
  readonly methods: readonly MethodClass[];
  /** The gate's state, which the refusal is written from. */
  readonly state: GateState;
}

/** How a proxy is reached: what `lull-gate PROXY` is started with. */
export interface ProxySettings {
  readonly kind: ProxyKind;
  readonly service: string;
  /** What the proxy reads: flags, pages, the gate's socket. Others than its owner may read it. */
  readonly folder: string;
  /** How the proxy is spoken to: a status page, a socket, an admin address; null where it isn't. */
  readonly control: string | null;
  /** An address of the service as visitors have it, through the proxy; null: nothing is verified. */
  readonly check: string | null;
  /** The `Host` to ask for there, where the address doesn't say it. */
  readonly host: string | null;
  /** HAProxy's backends, Caddy's upstreams that are the service; empty: all. */
  readonly backends: readonly string[];
  /** Addresses of the service; what is connected to them after a drain is ended by the system. */
  readonly cut?: readonly string[];
  /** Whether another gate behind the proxy counts what passes, so that this one adds nothing. */
  readonly isCountedBehind?: boolean;
}

export const proxyKinds = ['nginx', 'nginx-lua', 'haproxy', 'caddy'] as const;

export type ProxyKind = (typeof proxyKinds)[number];

/** One proxy, as the gate flips it. Every method fails with a `ProxyError` where the proxy doesn't do it. */
export interface GatedProxy {
  /** Makes it do so, without a reload; the state outlives a restart of the proxy and of the gate. */
  flip(serving: Serving): Promise<void>;
  /** Whether it is still told to do so, or somebody changed it. */
  holds(serving: Serving): Promise<boolean>;
  /**
   * What it has let through, as it tells it itself.
   *
   * @param waiting requests that the gate lets wait, which aren't through yet
   */
  traffic(waiting: number): Promise<Traffic>;
  /** Ends what is still connected after a drain: WebSockets, streams; false where it can't. */
  endSessions(): Promise<boolean>;
  /** Lets whoever bears this bypass token pass, until it expires. */
  admit(token: string, expires: number): Promise<void>;
}

/** What a proxy has let through of a service. */
export interface Traffic {
  /** Requests, streams and WebSockets that haven't ended; null where it can't tell. */
  readonly inFlight: number | null;
  /** All since it started; null where it doesn't tell the service's from those of others. */
  readonly requests: number | null;
  /** Of these with an unsafe method; null where it can't tell. */
  readonly writes: number | null;
}

/** Files that are ready before a closing; the proxy serves them when nothing else is alive. */
export interface Pages {
  /** Writes the refusal of a state into a folder of its own and gives its path. */
  ready(serving: Serving): Promise<string>;
  /** The gate's time. */
  now(): Instant;
}

/** One kind of proxy: how it is flipped, and the lines that its configuration needs. */
export interface ProxyType {
  readonly connect: (settings: ProxySettings, pages: Pages) => GatedProxy;
  readonly config: (options: ConfigOptions) => readonly ConfigPart[];
  /** What `control` is where nothing is given. */
  readonly control: string | null;
}

/** Lines that belong into one place of a proxy's configuration. */
export interface ConfigPart {
  /** What `--part` calls it. */
  readonly name: string;
  /** Where it goes, in words. */
  readonly where: string;
  readonly text: string;
}

/** What `print-config` writes a proxy's lines from. */
export interface ConfigOptions {
  readonly service: string;
  readonly folder: string;
  readonly control: string | null;
  /** Paths that are answered 200 while the service is refused, for load balancers and orchestrators. */
  readonly health: readonly string[];
  /** Networks that always pass, as CIDR. */
  readonly allow: readonly string[];
  /** Where nginx has locations that are `internal`: paths, and all that begins with them. */
  readonly internal?: readonly string[];
  /** Where the service is, and where it is not, in a proxy that has others in the same place; see `Place`. */
  readonly at?: readonly string[];
  readonly notAt?: readonly string[];
  /** Whether nginx writes a mark for every request that passes, so that they can be counted. */
  readonly isCounted?: boolean;
}
