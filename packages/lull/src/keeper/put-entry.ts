import { type Entry, type EntryKind, entryKey } from '../catalog/entry.ts';
import { parseEntry } from '../catalog/read-entry.ts';
import { LullError } from '../errors.ts';
import { type HeldEntry, readCatalogEntries, readCatalogEntry } from '../store/catalog-rows.ts';
import { type CatalogChange, changeCatalog, demandFor } from './change-catalog.ts';
import type { Actor, ChangeOptions, Keeper } from './contract.ts';
import { type Scene, transact } from './transact.ts';

/** How a block of the catalog is changed. */
export interface EntryOptions extends ChangeOptions {
  /** Only where there is none of that name yet. */
  readonly onlyNew?: boolean | undefined;
  readonly why?: string | null | undefined;
}

/** What became of a block, and whom it touches. */
export interface EntryOutcome extends CatalogChange {
  /** As it is now; null when it was removed, or would only have been written. */
  readonly entry: HeldEntry | null;
  readonly dryRun: boolean;
}

/**
 * Makes a block of the catalog or replaces it.
 *
 * @param body as it is written in lull.yaml
 * @throws LullError `bad-request` for a wrong field, `bad-config` for a name that nothing has, `not-allowed`,
 * `already-exists`, `stale-version`, `not-found`
 * @example
 * await putEntry(keeper, actor, 'freeze', 'sale', { zone, start, duration: 'P7D' }, { onlyNew: true })
 */
export async function putEntry(
  keeper: Keeper,
  actor: Actor,
  kind: EntryKind,
  name: string,
  body: unknown,
  options: EntryOptions = {},
): Promise<EntryOutcome> {
  const entry = parseEntry(kind, name, body);
  const request = { verb: 'put', kind, name, body };
  return transact(keeper, actor, options, request, (scene) => replace(scene, entry, entry, options));
}

/**
 * Removes a block of the catalog.
 *
 * @throws LullError `in-use` naming who refers to it, `not-found`, `not-allowed`, `stale-version`
 * @example await deleteEntry(keeper, actor, 'window', 'nightly', { version: 7 })
 */
export async function deleteEntry(
  keeper: Keeper,
  actor: Actor,
  kind: EntryKind,
  name: string,
  options: EntryOptions = {},
): Promise<EntryOutcome> {
  const request = { verb: 'delete', kind, name };
  const key = { kind, name: name.normalize('NFC') };
  return transact(keeper, actor, options, request, (scene) => replace(scene, key, null, options));
}

async function replace(
  scene: Scene,
  key: Pick<Entry, 'kind' | 'name'>,
  young: Entry | null,
  { version, onlyNew = false, why = null, dryRun = false }: EntryOptions,
): Promise<EntryOutcome> {
  const before = await readCatalogEntries(scene.trx);
  const old = before.find((entry) => entryKey(entry) === entryKey(key));
  // Whoever may not change it learns nothing of its versions either.
  if (old || young) demandFor(scene.actor, old, young ?? undefined);
  if (onlyNew && old) throw alreadyThere(key);
  if (!old && (version !== undefined || young === null)) throw notThere(key);
  if (old && version !== undefined && old.version !== version) throw stale(old, version);
  const others = before.filter((entry) => entry !== old);
  const change = await changeCatalog(scene, before, young ? [...others, young] : others, why);
  const entry = dryRun || !young ? null : await readCatalogEntry(scene.trx, key.kind, key.name);
  return { ...change, entry, dryRun };
}

function alreadyThere({ kind, name }: Pick<Entry, 'kind' | 'name'>): LullError {
  return new LullError('already-exists', `There is a ${kind} ${name} already`, 'Choose another name.');
}

function notThere({ kind, name }: Pick<Entry, 'kind' | 'name'>): LullError {
  return new LullError('not-found', `There is no ${kind} ${name}`, 'Look at the list.');
}

function stale(old: HeldEntry, version: number): LullError {
  const { kind, name } = old;
  return new LullError(
    'stale-version',
    `The ${kind} ${name} was changed since version ${version}`,
    'Look at what it is now, and change that.',
    { version: old.version, entry: { kind, name, body: old.body } },
  );
}
