/** What the shop, a process of its own, is told when it starts. */
export interface ShopSettings {
  /** Where visitors come in. */
  readonly port: number;
  /** Where its operators come in; nobody else knows it. */
  readonly adminPort: number;
  /** Address of its PostgreSQL, or the folder of the one that it has in itself (PGlite). */
  readonly database: { readonly url: string } | { readonly folder: string };
  /** What `lull gates add` wrote. */
  readonly gateFile: string;
  /** Address of Lull: its banner is on the pages. */
  readonly lull: string;
}

/** What a process of the shop says once. */
export type ShopMessage = { readonly ready: true } | { readonly failed: string };

/** The two types that its ids have, before and after the change. */
export const idTypes = ['integer', 'bigint'] as const;

export type IdType = (typeof idTypes)[number];
