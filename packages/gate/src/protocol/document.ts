/**
 * The signed document that a gate holds and flips by. The schedule is known beforehand, so a gate needs
 * nobody to tell it that the moment has come. All instants are ISO 8601 in UTC.
 */
export interface StateDocument {
  /** Version of this format. */
  readonly v: 1;
  /** The one service that this document is for. */
  readonly service: string;
  /** Raised by a restore or a promotion of the server's store; a higher epoch beats any serial. */
  readonly epoch: number;
  /** Rises with every document of an epoch. */
  readonly serial: number;
  readonly issuedAt: string;
  /** Public keys, current first, then the next one once it is announced. */
  readonly keys: readonly PublicKey[];
  readonly schedule: readonly Period[];
  /** The refusals to show, by language. */
  readonly pages: Readonly<Record<string, string>>;
  /** ISO 8601 duration after which a gate that heard nothing reports itself out of touch. */
  readonly maxSilence: string;
  /** Ed25519, base64url, over the document without this field. */
  readonly signature: string;
}

export interface PublicKey {
  readonly id: string;
  /** Ed25519, base64url. */
  readonly key: string;
  readonly notBefore: string;
}

/**
 * One half-open stretch of the schedule: `from` is in it, `to` is not; without `to` it lasts until told
 * otherwise.
 */
export interface Period {
  readonly from: string;
  readonly to: string | null;
  readonly state: 'open' | 'warn' | 'drain' | 'closed' | 'verify' | 'opening';
  readonly mode: 'full' | 'read-only' | 'partial' | 'hold' | 'at-risk';
  readonly match: Match;
  /** When visitors may come back, for Retry-After. */
  readonly retryAt: string | null;
  readonly share: Share | null;
  /** Whether a gate that lost the server still closes. */
  readonly closeIf: 'server-alive' | 'always';
  /** Whether a gate that lost the server opens by itself at the end. */
  readonly reopen: 'atEnd' | 'whenTold';
}

/** What of the service a period is about; an empty list means all. */
export interface Match {
  readonly paths: readonly string[];
  /** Salted hashes, so that a public copy names nobody. */
  readonly tenants: readonly string[];
  readonly methods: readonly string[];
}

/**
 * The share of visitors let in while opening, rising from `from` to `to` (0 to 1) over an ISO 8601 duration.
 */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly over: string;
}
