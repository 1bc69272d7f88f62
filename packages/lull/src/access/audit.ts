import { sql } from 'kysely';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Actor } from './contract.ts';
import { textWithoutSecrets, withoutSecrets } from './without-secrets.ts';

/** One change, as the audit trail keeps it. */
export interface AuditEntry {
  /** Such as `downtime.schedule`, `window.put` or `key.revoke`. */
  readonly action: string;
  /** Such as a downtime's id or a service's name. */
  readonly subject: string;
  /** The services that it touches; empty where it is about the whole server. */
  readonly services?: readonly string[];
  readonly why?: string | null | undefined;
  /** What changed. Secrets are taken out, wherever they are. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What one statement writes: few enough that an engine in this process is not long at it. */
const ROWS_AT_ONCE = 1_000;

/**
 * Adds to the audit trail, in the transaction of the change itself: there is no change without its entry.
 *
 * @param now the database's time, UTC milliseconds.
 * @example await writeAudit(trx, actor, { action: 'window.put', subject: 'nightly', data: { after } }, now);
 */
export async function writeAudit(trx: Trx, actor: Actor, entry: AuditEntry, now: Instant): Promise<void> {
  await writeAudits(trx, actor, [entry], now);
}

/**
 * The same for many changes of one transaction, in their order.
 *
 * @example await writeAudits(trx, actor, names.map((subject) => ({ action: 'window.put', subject })), now);
 */
export async function writeAudits(
  trx: Trx,
  actor: Actor,
  entries: readonly AuditEntry[],
  now: Instant,
): Promise<void> {
  for (let from = 0; from < entries.length; from += ROWS_AT_ONCE) {
    const rows = entries.slice(from, from + ROWS_AT_ONCE).map(rowOf);
    // One parameter for all rows: with one for each value most of the time would go into reading them.
    await sql`insert into access_audit
      (at, actor_kind, actor, actor_name, person, action, subject, services, why, from_address, request, data)
      select ${new Date(now)}::timestamptz, ${actor.kind}, ${actor.id}, ${actor.name}, ${actor.person},
        action, subject, services, why, ${actor.from}, ${actor.request}, data::json
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as entry (action text, subject text, services text[], why text, data text)`.execute(trx);
  }
}

/** Half of a character, which the database refuses within JSON, becomes U+FFFD as it does elsewhere. */
function rowOf({ action, subject, services = [], why, data = {} }: AuditEntry) {
  return {
    action,
    subject: textWithoutSecrets(subject).toWellFormed(),
    services,
    why: why == null ? null : textWithoutSecrets(why).toWellFormed(),
    data: JSON.stringify(withoutSecrets(data)),
  };
}
