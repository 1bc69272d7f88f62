import type { CatalogChange } from '../../keeper/change-catalog.ts';
import type { HeldEntry } from '../../store/catalog-rows.ts';
import type { EntryView } from '../contract/entries.ts';
import { told } from './times.ts';

/** A block of the catalog, as answers have it. */
export function entryOf({ kind, name, version, changedAt, body }: HeldEntry): EntryView {
  return { kind, name, version, changedAt: told(changedAt), body: { ...body } };
}

/** What a change makes of the catalog, as answers have it. */
export function changeOf({ changes, touches, dryRun }: CatalogChange & { readonly dryRun: boolean }) {
  return {
    changes: changes.map((change) => ({ ...change, fields: change.fields.map((field) => ({ ...field })) })),
    touches: touches.map(({ id, title, services, start, reasons }) => ({
      id,
      title,
      services: [...services],
      start: told(start),
      reasons: reasons.map((reason) => ({ ...reason })),
    })),
    dryRun,
  };
}

/** A block as it is after a change, with what the change makes of the catalog. */
export function writtenOf(entry: HeldEntry, outcome: CatalogChange & { readonly dryRun: boolean }) {
  return { ...entryOf(entry), ...changeOf(outcome) };
}
