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

/**
 * Adds to the audit trail, in the transaction of the change itself: there is no change without its entry.
 *
 * @param now the database's time, UTC milliseconds.
 * @example await writeAudit(trx, actor, { action: 'window.put', subject: 'nightly', data: { after } }, now);
 */
export async function writeAudit(trx: Trx, actor: Actor, entry: AuditEntry, now: Instant): Promise<void> {
  await trx
    .insertInto('access_audit')
    .values({
      at: new Date(now),
      actor_kind: actor.kind,
      actor: actor.id,
      actor_name: actor.name,
      person: actor.person,
      action: entry.action,
      subject: textWithoutSecrets(entry.subject),
      services: [...(entry.services ?? [])],
      why: entry.why == null ? null : textWithoutSecrets(entry.why),
      from_address: actor.from,
      request: actor.request,
      data: JSON.stringify(withoutSecrets(entry.data ?? {})),
    })
    .execute();
}
