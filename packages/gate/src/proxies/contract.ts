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
}

export const proxyKinds = ['nginx', 'nginx-lua', 'haproxy', 'caddy'] as const;

export type ProxyKind = (typeof proxyKinds)[number];

/** One proxy, as the gate flips it. Every method fails with a `ProxyError` where the proxy doesn't do it. */
export interface GatedProxy {
  /** Makes it do so, without a reload; the state outlives a restart of the proxy and of the gate. */
  flip(serving: Serving): Promise<void>;
  /** Whether it is still told to do so, or somebody changed it. */
  holds(serving: Serving): Promise<boolean>;
  /** Requests of the service that were let through and haven't ended; null where the proxy can't tell. */
  inFlight(): Promise<number | null>;
  /** Ends what is still connected after a drain: WebSockets, streams; how many, where it can be told. */
  endSessions(): Promise<number>;
  /** Lets whoever bears this bypass token pass, until it expires. */
  admit(token: string, expires: number): Promise<void>;
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
}
