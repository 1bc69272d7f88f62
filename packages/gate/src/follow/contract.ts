import type { Bypass, GateDocument, GateState, Instant, RefusalKind } from '../protocol/index.ts';

export type { SignedTime } from '../protocol/index.ts';

/** A gate of one service, as middleware and proxies use it. It keeps itself up to date until it is closed. */
export interface Gate {
  readonly service: string;
  /** Name of this instance, the same after a restart. */
  readonly instance: string;
  /** The server's time, as far as it is known; this machine's until then. */
  now(): Instant;
  /** What the gate does now. Cheap: asked for every request. */
  state(): GateState;
  /** The document that is held; null before the first. */
  document(): GateDocument | null;
  /**
   * Calls back at every flip, as soon as it has happened in memory. What the listener returns is awaited
   * before the flip is confirmed to the server; a listener that fails keeps it unconfirmed.
   *
   * @returns ends it
   */
  onFlip(listener: (state: GateState) => void | Promise<void>): () => void;
  /** What is in flight and what was refused, to be told to the server. */
  readonly counts: Counts;
  /** Reads a bypass token; null when it is worth nothing here. */
  bypass(token: string): Promise<Bypass | null>;
  /** Opens or shuts it by hand, whatever the server says; null lets the document decide again. */
  override(by: Override | null): Promise<void>;
  /** How it stands: for `/metrics`, `lull-gate status` and logs. */
  status(): GateStatus;
  /** Stops following; what is on the disk stays. */
  close(): Promise<void>;
}

/** A person's word against the document's, kept on the disk until it is taken back. */
export interface Override {
  readonly state: 'open' | 'closed';
  readonly why: string | null;
  readonly at: Instant;
}

/** Counts by whole minutes (UTC), never by who. */
export interface Counts {
  /** One more request is in flight; call the result once when it has ended. */
  begin(): () => void;
  /** Sets what is in flight, for gates that read it from a proxy. */
  setInFlight(requests: number): void;
  inFlight(): number;
  /** Resolves when nothing is in flight any more. */
  idle(signal?: AbortSignal): Promise<void>;
  admitted(method: string): void;
  /**
   * Counts what a proxy let through since the last call, for gates that read it there about once a second.
   *
   * @param requests null where it isn't known: then the minute isn't either
   * @param writes of these; null where they aren't known
   */
  passed(requests: number | null, writes: number | null): void;
  refused(kind: RefusalKind): void;
}

/** How a gate stands. */
export interface GateStatus {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly state: GateState;
  readonly epoch: number | null;
  readonly serial: number | null;
  readonly override: Override | null;
  /** When the server was last heard, by the gate's time; null for never. */
  readonly heardAt: Instant | null;
  /** Whether the stream of events is open. */
  readonly isConnected: boolean;
  /** The server's clock less this machine's, in milliseconds; null while it isn't known. */
  readonly clockOffset: number | null;
  /** Why the offset isn't applied, or what else is wrong; empty when all is well. */
  readonly warnings: readonly string[];
  readonly inFlight: number;
}

/** What is asked when a gate has no document at all. */
export const whenUnknown = ['open', 'closed', 'wait'] as const;

export type WhenUnknown = (typeof whenUnknown)[number];

/** What a gate tells the server: `POST /gate/v1/confirm`. Instants are ISO 8601 in UTC. */
export interface Confirmation {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  /** The kind of gate: `node`, `fetch`, `worker`, `nginx`, `haproxy`, `caddy`, `proxy`. */
  readonly kind: string;
  /** The document that is held; null for none. */
  readonly epoch: number | null;
  readonly serial: number | null;
  /** What it does, and for which downtime. */
  readonly state: string;
  readonly downtime: string | null;
  readonly override: 'open' | 'closed' | null;
  readonly inFlight: number;
  /** The server's clock less the gate's, in milliseconds. */
  readonly clockOffset: number | null;
  /** Another at every start of the gate; a report's number counts within it. */
  readonly run: string;
  /**
   * Number of the report that `minutes` are, from 1 on in each run. A report that was not acknowledged is
   * sent again under its number: what bears the number of the last one that was taken, or a lower one, adds
   * nothing.
   */
  readonly report: number;
  /** Whether the gate stops following now, in good order: it is no longer to be waited for. */
  readonly isLeaving: boolean;
  /** Whole minutes since the last one that was told: counts that were not told before. */
  readonly minutes: readonly MinuteCounts[];
  readonly warnings: readonly string[];
}

/** What happened in one minute. */
export interface MinuteCounts {
  /** Its start, ISO 8601 in UTC. */
  readonly minute: string;
  /** Those that were admitted. */
  /** What was let through; null where the gate doesn't see that, as beside a proxy. */
  readonly requests: number | null;
  /** Of these with an unsafe method. */
  readonly writes: number | null;
  readonly refused: Readonly<Partial<Record<RefusalKind, number>>>;
}

/** What the server answers: how long this counts. */
export interface Confirmed {
  /** ISO 8601 duration; without another confirmation the gate is unknown after it. */
  readonly lease: string;
  /** ISO 8601 duration over which gates that flip at once spread what they say of it. */
  readonly spread?: string;
  /** The newest document of the service; null for none. */
  readonly epoch?: number | null;
  readonly serial?: number | null;
}
