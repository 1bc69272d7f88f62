import type { AccessTables } from './tables/access.ts';
import type { AnnounceTables } from './tables/announce.ts';
import type { CatalogTables } from './tables/catalog.ts';
import type { DowntimeTables } from './tables/downtime.ts';
import type { GatesTables } from './tables/gates.ts';
import type { RunTables } from './tables/run.ts';
import type { StoreTables } from './tables/store.ts';

/**
 * Every table of ours, named by the room that writes it. The libraries' tables are in schemas of their own.
 */
export interface Tables
  extends StoreTables,
    CatalogTables,
    DowntimeTables,
    AccessTables,
    GatesTables,
    AnnounceTables,
    RunTables {}
