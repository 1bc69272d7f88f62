/** What an import reads. */
export const readColumns = [
  'address',
  'channel',
  'services',
  'kinds',
  'language',
  'zone',
  'tenants',
  'tags',
  'state',
] as const;

export type ReadColumn = (typeof readColumns)[number];

/** What an export tells beside it, and an import leaves alone. */
export const toldColumns = ['id', 'source', 'created', 'confirmed'] as const;

/** Everything that an export writes, in its order. */
export const columns = [...readColumns, ...toldColumns] as const;

/** Wants none of the kinds that may be left out. */
export const NONE = 'none';
