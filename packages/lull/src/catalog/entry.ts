/** The kinds of blocks of a lull.yaml, in the order in which they are written. */
export const entryKinds = ['organisation', 'team', 'service', 'window', 'freeze'] as const;

export type EntryKind = (typeof entryKinds)[number];

/** The most bytes of a lull.yaml: some 20,000 entries. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** Name of the one entry of kind `organisation`. */
export const organisationName = 'organisation';

/** One block of a lull.yaml as it is written there: without comments, and without what is left out. */
export interface Entry {
  readonly kind: EntryKind;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Under which field of lull.yaml the entries of a kind are written. */
export const blockOf = {
  organisation: 'organisation',
  team: 'teams',
  service: 'services',
  window: 'windows',
  freeze: 'freezes',
} as const satisfies Record<EntryKind, string>;

/** The fields of lull.yaml that hold blocks by name. */
export const namedBlocks = ['teams', 'services', 'windows', 'freezes'] as const;

/**
 * What an entry is known by: no two of a catalog share it.
 *
 * @example entryKey({ kind: 'service', name: 'shop' }) === 'service/shop'
 */
export function entryKey({ kind, name }: Pick<Entry, 'kind' | 'name'>): string {
  return `${kind}/${name}`;
}

/** Deeper than any field of a configuration. */
const DEEPEST = 32;

/**
 * What was written, with its text in the form that names are compared in (Unicode's NFC); where traffic lies
 * is left as it is, because names of files are bytes. What is nested deeper than any field is cut off, to be
 * refused for where it hangs.
 *
 * @example normalForm({ 'cafe\u0301': 1 }) // { 'café': 1 }
 */
export function normalForm(value: unknown): unknown {
  return formed(value, (text) => text.normalize('NFC'), 0);
}

const asItIs = (text: string) => text;

function formed(value: unknown, form: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return form(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth === DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => formed(each, form, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      form(key),
      formed(each, key === 'traffic' ? asItIs : form, depth + 1),
    ]),
  );
}

/**
 * A written body without the fields that are written and say nothing.
 *
 * @example withoutNulls({ zone: 'UTC', rrule: null }) // { zone: 'UTC' }
 */
export function withoutNulls<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const said = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(said.map(([key, each]) => [key, withoutNulls(each)])) as T;
}
