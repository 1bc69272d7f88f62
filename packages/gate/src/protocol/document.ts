/**
 * The signed document that a gate holds and flips by. The schedule is known beforehand, so a gate needs
 * nobody to tell it that the moment has come. All instants are ISO 8601 in UTC.
 */
export interface StateDocument {
  /** Version of this format. */
  readonly v: 1;
  /** Fields of a later minor version that a reader must know, else it refuses the document. */
  readonly crit?: readonly string[];
  /** The one service that this document is for. */
  readonly service: string;
  /** Raised by a restore or a promotion of the server's store; a higher epoch beats any serial. */
  readonly epoch: number;
  /** Rises with every document of an epoch. */
  readonly serial: number;
  readonly issuedAt: string;
  /** Public keys: the current one, and the next once it is announced. */
  readonly keys: readonly PublicKey[];
  /**
   * Keys that sign no more, but vouched for those after them: by these a gate that was away for several
   * rotations finds the way to the current one. None of them is trusted for anything else.
   */
  readonly chain?: readonly PublicKey[];
  /** By `from`; no two of them at the same time. */
  readonly schedule: readonly Period[];
  readonly brand: Brand;
  /** The words of the refusal, by language; a gate has words of its own for what is left out. */
  readonly pages: Readonly<Record<string, PageWords>>;
  /** ISO 8601 duration after which a gate that heard nothing reports itself out of touch. */
  readonly maxSilence: string;
  /** Id of the key that signed. */
  readonly signedBy: string;
  /** Ed25519, base64url, over the canonical JSON of the document without this field. */
  readonly signature: string;
}

export interface PublicKey {
  /** The first 16 hex digits of the SHA-256 of the key's 32 bytes. */
  readonly id: string;
  /** Ed25519, base64url of its 32 bytes. */
  readonly key: string;
  /** Signs nothing before this. */
  readonly notBefore: string;
  /** Id of the key before it, which vouches for it; null for the first. */
  readonly endorsedBy: string | null;
  /** Ed25519 by that key, base64url, over the canonical JSON of `id`, `key` and `notBefore`. */
  readonly endorsement: string | null;
}

export const gateStates = ['open', 'warn', 'drain', 'closed', 'verify', 'opening'] as const;

/** What a gate does: admit, admit and tell, refuse what is new, refuse, let checkers in, let a share in. */
export type GateStateName = (typeof gateStates)[number];

export const gateModes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const;

export type GateMode = (typeof gateModes)[number];

/**
 * One half-open stretch of the schedule: `from` is in it, `to` is not; without `to` it lasts until told
 * otherwise.
 */
export interface Period {
  readonly from: string;
  readonly to: string | null;
  readonly state: GateStateName;
  readonly mode: GateMode;
  readonly match: Match;
  /** Id of the downtime; the periods of one closing bear the same. */
  readonly downtime: string;
  /** When visitors may come back, for Retry-After. */
  readonly retryAt: string | null;
  readonly share: Share | null;
  /** Whether a gate that lost the server still closes. */
  readonly closeIf: 'server-alive' | 'always';
  /** Whether a gate opens by itself at the end, or waits for a newer document. */
  readonly reopen: 'atEnd' | 'whenTold';
}

/** What of the service a period is about; an empty list means all. */
export interface Match {
  readonly paths: readonly string[];
  /** Salted hashes, so that a public copy names nobody. */
  readonly tenants: readonly string[];
  readonly methods: readonly string[];
  /** Paths that are let through all the same, such as signing in while only reading is allowed. */
  readonly except: readonly string[];
}

/**
 * The share of visitors let in while opening, rising from `from` to `to` (0 to 1) over an ISO 8601 duration.
 */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly over: string;
}

/** Whose service it is, as a page shows it. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb`; null for the page's own. */
  readonly colour: string | null;
  /** A `data:` URI, because nothing else can be had while the service is closed; null for none. */
  readonly logo: string | null;
  /** Where people read more, outside the service; null for nowhere. */
  readonly statusUrl: string | null;
}

/** What a refusal says, in one language; what is left out a gate says in its own words. */
export interface PageWords {
  readonly heading?: string;
  readonly message?: string;
}
