import { demand } from '../access/allowed.ts';
import { writeAudits } from '../access/audit.ts';
import { endGrantsOf } from '../access/grants-of-service.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { diffEntries, type EntryChange, sameWritten } from '../catalog/diff.ts';
import { catalogFromEntries } from '../catalog/entries.ts';
import { type Entry, entryKey } from '../catalog/entry.ts';
import type { HeldEntry } from '../store/catalog-rows.ts';
import { writeEntries } from '../store/catalog-writes.ts';
import { appendEvents } from '../store/events.ts';
import { lookAgain } from '../store/looks.ts';
import type { Actor } from './contract.ts';
import { refuseInUse } from './in-use.ts';
import { servicesTouched } from './services-touched.ts';
import { type Touched, touchedBy } from './touched-by.ts';
import type { Scene } from './transact.ts';

/** What a change of the catalog makes of it. */
export interface CatalogChange {
  readonly changes: readonly EntryChange[];
  /** Scheduled downtimes in whose way a rule now stands; their owners will be asked. */
  readonly touches: readonly Touched[];
}

/**
 * Makes the catalog another one: checks it as a whole, writes what differs, and has every scheduled downtime
 * that it may touch looked at again.
 *
 * @param before all entries as they are stored now
 * @param after all entries as they are to be
 * @param known a catalog made of these before: what is as it was there is not read again
 * @throws LullError `not-allowed`, `bad-config`, `in-use`
 */
export async function changeCatalog(
  scene: Scene,
  before: readonly HeldEntry[],
  after: readonly Entry[],
  why: string | null,
  known: Catalog = scene.held.catalog,
): Promise<CatalogChange> {
  const { trx, actor, now, held } = scene;
  const changes = diffEntries(before, after);
  const old = new Map(before.map((entry) => [entryKey(entry), entry]));
  const young = new Map(after.map((entry) => [entryKey(entry), entry]));
  for (const change of changes) demandFor(actor, old.get(entryKey(change)), young.get(entryKey(change)));
  if (changes.length === 0) return { changes, touches: [] };
  await refuseInUse(scene, changes, after);
  const catalog = catalogFromEntries(after, known);
  scene.keeper.expectCatalog(catalog);
  const writes = changes.map(({ kind, name }) => {
    const key = entryKey({ kind, name });
    return { kind, name, body: young.get(key)?.body ?? null, expected: old.get(key)?.version ?? null };
  });
  await writeEntries(trx, writes);
  const gone = changes.filter(({ kind, change }) => kind === 'service' && change === 'removed');
  await endGrantsOf(trx, actor, namesOf(gone), now);
  const told = changes.map((change) => ({
    ...change,
    services: servicesTouched([held.catalog, catalog], [change]) ?? [],
  }));
  const audits = told.map(({ kind, name, change, services, fields }) => {
    return { action: `${kind}.${change}`, subject: name, services, why, data: { fields } };
  });
  await writeAudits(trx, actor, audits, now);
  const touched = servicesTouched([held.catalog, catalog], changes);
  const busyWith = touched ? { services: touched, people: [] } : undefined;
  await lookAgain(trx, now, { busyWith });
  const touches = await touchedBy(scene, catalog, touched);
  const about = { kind: 'catalog.changed', downtime: null, version: null, revision: 0 };
  const events = told.map(({ kind, name, change, services }) => {
    return { ...about, services, at: now, by: actor.id, why, data: { kind, name, change } };
  });
  await appendEvents(trx, events);
  return { changes, touches };
}

const namesOf = (changes: readonly EntryChange[]) => changes.map(({ name }) => name);

/**
 * Who may change what: an owner of the server everything; an owner of services these, and freezes of these
 * alone. Where traffic is read only the server's owner says, for it is the server that reads there.
 *
 * @param old the block as it is, and `young` as it is to be; one of them at least
 * @throws LullError `not-allowed`
 * @example demandFor(actor, old, undefined)
 */
export function demandFor(actor: Actor, old: Entry | undefined, young: Entry | undefined): void {
  const entry = (young ?? old)!;
  if (entry.kind === 'service' && old && young) {
    const sameSource = sameWritten(old.body.traffic, young.body.traffic);
    demand(actor, 'configure', sameSource ? [entry.name] : null);
  } else if (entry.kind === 'freeze') {
    demand(actor, 'configure', scopeOf(old, young));
  } else demand(actor, 'configure', null);
}

/** The services of both freezes; null when one of them is for all. */
function scopeOf(...freezes: readonly (Entry | undefined)[]): readonly string[] | null {
  const scopes = freezes
    .filter((freeze) => freeze !== undefined)
    .map(({ body }) => (body.scope as { services?: readonly string[] } | undefined)?.services ?? null);
  return scopes.includes(null) ? null : [...new Set(scopes.flatMap((names) => names!))];
}
