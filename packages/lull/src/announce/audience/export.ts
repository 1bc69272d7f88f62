import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../../access/contract.ts';
import type { Reader } from '../../store/contract.ts';
import { formatInstant } from '../../time/instant.ts';
import { listed, neutral } from './csv/cells.ts';
import { columns, NONE } from './csv/columns.ts';
import { everyRow, type SubscriberFilter } from './list.ts';
import type { SubscriberRow } from './rows.ts';

/**
 * Subscribers as CSV (RFC 4180), the newest first, as they are read. Addresses that are secrets are left out,
 * and no cell is one that a spreadsheet would run.
 *
 * @example for await (const text of exportSubscribers(store.db, actor, {})) …
 */
export async function* exportSubscribers(
  db: Reader,
  actor: Actor,
  filter: SubscriberFilter,
): AsyncGenerator<string> {
  yield csv([[...columns]]);
  for await (const rows of everyRow(db, actor, filter)) yield csv(rows.map(cellsOf));
}

function csv(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map((cells) => cells.map(neutral)),
    { record_delimiter: '\r\n' },
  );
}

function cellsOf(row: SubscriberRow): string[] {
  const told: Record<(typeof columns)[number], string> = {
    address: row.address ?? '',
    channel: row.channel,
    services: row.services === null ? '' : listed(row.services),
    kinds: row.kinds === null ? '' : listed(row.kinds) || NONE,
    language: row.language,
    zone: row.zone ?? '',
    tenants: listed(row.tenants),
    tags: listed(row.tags),
    state: row.state,
    id: row.id,
    source: row.source,
    created: formatInstant(row.created_at.getTime()),
    confirmed: row.confirmed_at === null ? '' : formatInstant(row.confirmed_at.getTime()),
  };
  return columns.map((column) => told[column]);
}
