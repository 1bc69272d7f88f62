/** An order, as a visitor places it. */
export interface Order {
  readonly key: string;
  /** One line each. */
  readonly quantities: readonly number[];
  /** How long the shop takes over it, within its transaction. Milliseconds. */
  readonly pause: number;
}

/** One request that reached the shop; instants by its clock. */
export interface Served {
  readonly path: string;
  readonly agent: string | null;
  readonly began: number;
  readonly ended: number;
}

/** A way to the shop. */
export interface Door {
  readonly kind: 'nginx' | 'haproxy';
  readonly url: string;
}
