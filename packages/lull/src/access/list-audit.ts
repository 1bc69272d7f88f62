import { type SqlBool, sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';

/** Which entries are wanted; everything given must hold. */
export interface AuditFilter {
  /** Id of a person or key, or of the person behind a key. */
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  /** An action such as `key.revoke`, or the first word of it with a dot: `key.`. */
  readonly action?: string | undefined;
  readonly service?: string | undefined;
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
  /** What the caller may see: only entries about one of these services; null for all. */
  readonly visible?: ReadonlySet<string> | null | undefined;
}

/** A page of the trail, the newest first. */
export interface AuditPage {
  readonly limit: number;
  /** Goes on after the entry of that number: the `next` of the page before. */
  readonly before?: string | undefined;
}

/** One entry, as it was written. */
export interface AuditRecord {
  readonly seq: string;
  readonly at: Instant;
  readonly actor: {
    readonly kind: string;
    readonly id: string;
    readonly name: string;
    readonly person: string;
  };
  readonly action: string;
  readonly subject: string;
  readonly services: readonly string[];
  readonly why: string | null;
  readonly from: string | null;
  readonly request: string | null;
  readonly data: unknown;
}

/**
 * Entries of the audit trail, the newest first.
 *
 * @returns `next` is what the following page begins before; null at the end.
 * @throws LullError `bad-request` when `before` is no number of an entry.
 * @example await listAudit(store.db, { service: 'shop' }, { limit: 50 });
 */
export async function listAudit(
  db: Store['db'] | Trx,
  filter: AuditFilter,
  page: AuditPage,
): Promise<{ entries: AuditRecord[]; next: string | null }> {
  const rows = await db
    .selectFrom('access_audit')
    .selectAll()
    .where((is) => is.and(conditions(filter, page)))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  return {
    entries: shown.map((row) => ({
      seq: row.seq,
      at: row.at.getTime(),
      actor: { kind: row.actor_kind, id: row.actor, name: row.actor_name, person: row.person },
      action: row.action,
      subject: row.subject,
      services: row.services,
      why: row.why,
      from: row.from_address,
      request: row.request,
      data: row.data,
    })),
    next: rows.length > shown.length ? shown.at(-1)!.seq : null,
  };
}

function conditions(filter: AuditFilter, { before }: AuditPage) {
  const are = [sql<SqlBool>`true`];
  if (before !== undefined) are.push(sql`seq < ${numbered(before)}::bigint`);
  if (filter.actor !== undefined) are.push(sql`(actor = ${filter.actor} or person = ${filter.actor})`);
  if (filter.subject !== undefined) are.push(sql`subject = ${filter.subject}`);
  if (filter.action?.endsWith('.')) are.push(sql`starts_with(action, ${filter.action})`);
  else if (filter.action !== undefined) are.push(sql`action = ${filter.action}`);
  if (filter.service !== undefined) are.push(sql`services @> ${[filter.service]}::text[]`);
  if (filter.from !== undefined) are.push(sql`at >= ${new Date(filter.from)}`);
  if (filter.to !== undefined) are.push(sql`at < ${new Date(filter.to)}`);
  if (filter.visible != null) are.push(sql`services && ${[...filter.visible]}::text[]`);
  return are;
}

function numbered(before: string): string {
  if (/^\d{1,18}$/.test(before)) return before;
  throw new LullError(
    'bad-request',
    `"${before.slice(0, 40)}" is no place in the audit trail`,
    'Take `next`.',
  );
}
