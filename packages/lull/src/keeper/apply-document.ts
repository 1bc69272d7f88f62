import { demand } from '../access/allowed.ts';
import { catalogFromEntries } from '../catalog/entries.ts';
import { type Entry, entryKey } from '../catalog/entry.ts';
import { documentOf } from '../catalog/export.ts';
import { readCatalogEntries } from '../store/catalog-rows.ts';
import { type CatalogChange, changeCatalog } from './change-catalog.ts';
import type { Actor, ChangeOptions, Keeper } from './contract.ts';
import { readDocument } from './read-document.ts';
import { transact } from './transact.ts';

/** How a document is applied. */
export interface ApplyOptions extends ChangeOptions {
  /** Whether to remove what the document does not have. */
  readonly prune?: boolean | undefined;
  readonly why?: string | null | undefined;
}

/** What a document makes of the catalog. */
export interface Applied extends CatalogChange {
  readonly dryRun: boolean;
}

/**
 * Makes the catalog what a text of lull.yaml says: all of it or nothing. What the document doesn't have
 * stays, unless it is to be pruned, and may be referred to.
 *
 * @throws LullError `bad-config` with every mistake and its line, `in-use`, `too-large`, `not-allowed`
 * @example (await applyDocument(keeper, actor, text, { dryRun: true })).changes
 */
export async function applyDocument(
  keeper: Keeper,
  actor: Actor,
  text: string,
  options: ApplyOptions = {},
): Promise<Applied> {
  const { prune = false, why = null, dryRun = false } = options;
  demand(actor, 'configure', null);
  // Reading takes its time, which nobody else has to wait for. A refusal waits for the key's first answer.
  const ready = await settled(readAll(keeper, text, prune));
  return transact(keeper, actor, options, { verb: 'apply', text, prune }, async (scene) => {
    if ('thrown' in ready) throw ready.thrown;
    const { written, catalog } = ready.value;
    const before = await readCatalogEntries(scene.trx);
    const after = prune ? written : merged(before, written);
    return { ...(await changeCatalog(scene, before, after, why, catalog)), dryRun };
  });
}

/** What the text says, and the catalog that it would make of what is stored now. */
async function readAll(keeper: Keeper, text: string, prune: boolean) {
  const stored = await readCatalogEntries(keeper.store.db);
  const written = await readDocument(text, prune ? [] : stored);
  const after = prune ? written : merged(stored, written);
  const { catalog } = await keeper.catalog();
  return { written, catalog: catalogFromEntries(after, catalog) };
}

async function settled<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly thrown: unknown }> {
  try {
    return { value: await work };
  } catch (thrown) {
    return { thrown };
  }
}

function merged(before: readonly Entry[], written: readonly Entry[]): Entry[] {
  const all = new Map([...before, ...written].map((entry) => [entryKey(entry), entry]));
  return [...all.values()];
}

/**
 * The catalog as a text of lull.yaml.
 *
 * @throws LullError `not-allowed`
 * @example await exportDocument(keeper, actor) // 'services:\n  shop: …'
 */
export async function exportDocument(keeper: Keeper, actor: Actor): Promise<string> {
  demand(actor, 'read', null);
  return documentOf(await readCatalogEntries(keeper.store.db));
}
