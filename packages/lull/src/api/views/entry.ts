import { allowed } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import { withoutSecrets } from '../../access/without-secrets.ts';
import type { CatalogChange } from '../../keeper/change-catalog.ts';
import type { HeldEntry } from '../../store/catalog-rows.ts';
import type { EntryView } from '../contract/entries.ts';
import { told, toldLocal } from './times.ts';

/** A block of the catalog, as answers have it. */
export function entryOf({ kind, name, version, changedAt, body }: HeldEntry): EntryView {
  return { kind, name, version, changedAt: told(changedAt), body: { ...body } };
}

/** The same for whoever may read it: an address of traffic may hold a password, for those who configure. */
export function entryFor(actor: Actor, entry: HeldEntry): EntryView {
  const mayConfigure = allowed(actor, 'configure', entry.kind === 'service' ? [entry.name] : null);
  const view = entryOf(entry);
  return mayConfigure ? view : { ...view, body: withoutSecrets(view.body) as EntryView['body'] };
}

/** What a change makes of the catalog, as answers have it. */
export function changeOf({ changes, touches, dryRun }: CatalogChange & { readonly dryRun: boolean }) {
  return {
    changes: changes.map((change) => ({ ...change, fields: change.fields.map((field) => ({ ...field })) })),
    touches: touches.map(({ id, title, services, start, zone, reasons }) => ({
      id,
      title,
      services: [...services],
      start: told(start),
      startLocal: toldLocal(start, zone),
      zone,
      reasons: reasons.map((reason) => ({ ...reason })),
    })),
    dryRun,
  };
}

/** A block as it is after a change, with what the change makes of the catalog. */
export function writtenOf(entry: HeldEntry, outcome: CatalogChange & { readonly dryRun: boolean }) {
  return { ...entryOf(entry), ...changeOf(outcome) };
}
