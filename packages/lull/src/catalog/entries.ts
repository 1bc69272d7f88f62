import { buildCatalog } from './build.ts';
import type { Catalog, Freeze, MaintenanceWindow, Service, Team } from './catalog.ts';
import { sameWritten } from './diff.ts';
import { blockOf, type Entry, entryKey, namedBlocks } from './entry.ts';
import type { MistakeAt } from './issues.ts';
import { badConfig, badFields, type FieldMistake } from './mistakes.ts';
import { entriesIn, readConfig } from './parse.ts';
import { type ItemOf, readEntry } from './read-entry.ts';
import { checkReferences } from './references.ts';

/**
 * The entries of a text of lull.yaml, in its order, as they are written: comments are lost, defaults are not
 * filled in.
 *
 * @param beside entries of which there are others already: the text may refer to them, and one that it has
 * itself takes the place of theirs
 * @throws LullError `bad-config` as `parseCatalog`
 * @example entriesOf('services: { shop: { zone: UTC } }', 'lull.yaml')
 * // [{ kind: 'service', name: 'shop', body: { zone: 'UTC' } }]
 */
export function entriesOf(text: string, file: string, beside: Iterable<Entry> = []): Entry[] {
  const { document, items, mistakes } = readConfig(text, file);
  const others = writtenIn(beside);
  const written = Object(document.value) as Record<string, Record<string, unknown> | null | undefined>;
  const joined = Object.fromEntries(
    namedBlocks.map((block) => [block, { ...written[block], ...without(others[block], written[block]) }]),
  );
  const all = [...mistakes, ...checkReferences(joined, document.mistakeAt)];
  if (!items || all.length > 0) throw badConfig(file, all);
  return entriesIn(document);
}

/** The fields of `record` that `other` has not. */
function without(record: object = {}, other: object | null = {}): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !Object.hasOwn(Object(other), name)));
}

/**
 * The catalog that these entries make, by the same rules as a lull.yaml.
 *
 * @param previous a catalog made before: what is written in it as it is here is taken over and not read again
 * @throws LullError `bad-config` with `details.mistakes`, each with its path, such as services.shop.windows.0
 * @example
 * catalogFromEntries([{ kind: 'service', name: 'shop', body: { zone: 'UTC' } }]).services.get('shop')
 */
export function catalogFromEntries(given: Iterable<Entry>, previous?: Catalog): Catalog {
  const mistakes: FieldMistake[] = [];
  const entries = new Map<string, Entry>();
  const blocks = {
    teams: new Map<string, Team>(),
    services: new Map<string, Service>(),
    windows: new Map<string, MaintenanceWindow>(),
    freezes: new Map<string, Freeze>(),
  };
  let organisation: ItemOf<'organisation'> | null = null;
  for (const each of given) {
    const { entry, item, wrong } = taken(each, previous) ?? read(each);
    mistakes.push(...wrong);
    const key = entryKey(entry);
    if (entries.has(key)) mistakes.push(atPath([blockOf[entry.kind], entry.name], 'is there twice'));
    entries.set(key, entry);
    if (entry.kind === 'organisation') organisation = item as ItemOf<'organisation'>;
    else (blocks[blockOf[entry.kind]] as Map<string, unknown>).set(entry.name, item);
  }
  mistakes.push(...checkReferences(writtenIn(entries.values()), atPath));
  if (mistakes.length > 0) throw badFields('bad-config', 'the configuration', mistakes);
  return buildCatalog({ organisation, ...blocks, entries }, previous?.memory);
}

/** An entry and what is made of it, which the kind tells the type of. */
interface Read {
  readonly entry: Entry;
  readonly item: unknown;
  readonly wrong: readonly FieldMistake[];
}

function taken({ kind, name, body }: Entry, previous: Catalog | undefined): Read | null {
  const entry = previous?.entries.get(entryKey({ kind, name }));
  if (!entry || kind === 'organisation' || !sameWritten(entry.body, body)) return null;
  return { entry, item: previous![blockOf[kind]].get(name), wrong: [] };
}

function read({ kind, name, body }: Entry): Read {
  const { entry, item, mistakes } = readEntry(kind, name, body, atPath);
  return { entry, item: kind === 'organisation' ? item : { name: entry.name, ...item }, wrong: mistakes };
}

const atPath: MistakeAt<FieldMistake> = (path, message, hint = null) => ({
  field: path.map(String).join('.'),
  message,
  hint,
});

/** What references are between, as lull.yaml writes it. */
function writtenIn(entries: Iterable<Entry>): Record<string, Record<string, unknown>> {
  const byBlock = Map.groupBy(entries, ({ kind }) => blockOf[kind]);
  return Object.fromEntries(
    namedBlocks.map((block) => [
      block,
      Object.fromEntries((byBlock.get(block) ?? []).map(({ name, body }) => [name, body])),
    ]),
  );
}
