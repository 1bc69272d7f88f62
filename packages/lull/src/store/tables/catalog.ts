import type { Entry, EntryKind } from '../../catalog/entry.ts';
import type { Big, Json, MadeTime } from './columns.ts';

/** The tables of `catalog`. */
export interface CatalogTables {
  /** lull.yaml's blocks as rows, as they are written there. */
  catalog_entries: {
    kind: EntryKind;
    name: string;
    body: Json<Entry['body']>;
    version: Big;
    changed_at: MadeTime;
  };
}
