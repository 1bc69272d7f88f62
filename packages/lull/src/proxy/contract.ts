import type { Gate } from '@lull/gate/follow';
import type { NodeOptions, UpgradeOptions } from '@lull/gate/node';
import type { TrustedProxies } from '../access/client-address.ts';

/** What is shown over TLS: the chain, the own certificate first, and its key, both as PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** How a proxy is set up. Lengths are milliseconds. */
export interface ProxyOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Left out, it speaks plain HTTP. */
  readonly certificate?: Certificate | undefined;
  /** Scheme, host and port of the server behind; a path makes no sense here. */
  readonly upstream: URL;
  /** Whose word on clients' addresses is taken: the proxies in front of this one. */
  readonly trusted: TrustedProxies;
  /** How long the upstream may take until it connects, and until it begins to answer. */
  readonly patience: number;
  /** What decides over requests before they are passed on; left out, everything passes. */
  readonly gate?: Gate | undefined;
  /** How the gate meets requests. */
  readonly atGate?: (NodeOptions & UpgradeOptions) | undefined;
  /** Hears what goes wrong with the upstream. */
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined;
}

/** A request that the upstream did not answer, or not to the end. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly method: string;
  /** Without the query, which may hold what nobody else may read. */
  readonly path: string;
}

/** A proxy that listens. */
export interface RunningProxy {
  readonly host: string;
  readonly port: number;
  /** Requests and tunnels that are under way. */
  inFlight(): number;
  /** Shows another certificate to new connections, where it speaks TLS. */
  renew(certificate: Certificate): void;
  /** Takes nothing new, ends what was begun, and after `within` milliseconds breaks off the rest. */
  stop(within: number): Promise<void>;
}
