import { type Entry, type EntryKind, entryKey, entryKinds } from './entry.ts';

/** A field whose value is another, by its path in the body; null where it is not written. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What becomes of one entry. */
export interface EntryChange {
  readonly kind: EntryKind;
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly fields: readonly FieldChange[];
}

/**
 * What makes the entries before into those after: by kind in the order of a lull.yaml, then by name. Fields
 * of fields are told apart, lists are told whole.
 *
 * @example
 * diffEntries([], [{ kind: 'service', name: 'shop', body: { zone: 'UTC' } }])
 * // [{ kind: 'service', name: 'shop', change: 'added',
 * //   fields: [{ field: 'zone', before: null, after: 'UTC' }] }]
 */
export function diffEntries(before: Iterable<Entry>, after: Iterable<Entry>): EntryChange[] {
  const old = new Map([...before].map((entry) => [entryKey(entry), entry]));
  const changes: EntryChange[] = [];
  for (const { kind, name, body } of after) {
    const key = entryKey({ kind, name });
    const known = old.get(key);
    old.delete(key);
    const fields = known?.body === body ? [] : fieldsBetween(known?.body, body);
    if (!known || fields.length > 0) {
      changes.push({ kind, name, change: known ? 'changed' : 'added', fields });
    }
  }
  for (const { kind, name, body } of old.values()) {
    changes.push({ kind, name, change: 'removed', fields: fieldsBetween(body, undefined) });
  }
  const place = ({ kind }: EntryChange) => entryKinds.indexOf(kind);
  return changes.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

/**
 * Whether two written values say the same: fields in whatever order, lists in theirs.
 *
 * @example sameWritten({ a: 1, b: [2] }, { b: [2], a: 1 }) === true
 */
export function sameWritten(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => sameWritten(each, b[i]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameWritten(a[name], b[name]))
  );
}

function fieldsBetween(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (sameWritten(before, after)) return [];
  const [old, young] = [before, after].map((value) => (isRecord(value) ? value : undefined));
  const none = (value: unknown) => value === undefined;
  if ((!old && !none(before)) || (!young && !none(after))) {
    return [{ field: path, before: before ?? null, after: after ?? null }];
  }
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(young ?? {})]);
  if (names.size === 0 && path) return [{ field: path, before: before ?? null, after: after ?? null }];
  return [...names].flatMap((name) =>
    fieldsBetween(own(old, name), own(young, name), path ? `${path}.${name}` : name),
  );
}

function own(record: Record<string, unknown> | undefined, name: string): unknown {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
