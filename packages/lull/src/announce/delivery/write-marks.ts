import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Instant } from '../../time/instant.ts';
import type { Claimed, Fate, Mark } from './contract.ts';
import { countFailures } from './failures.ts';

type Of<O extends Fate['outcome']> = {
  readonly notice: Claimed;
  readonly fate: Extract<Fate, { outcome: O }>;
};

/**
 * Writes what became of notices, of addresses that are refused for good, and tells of what has failed.
 *
 * @returns the events that tell of failures
 * @example await store.transaction((trx) => writeMarks(trx, marks, now));
 */
export async function writeMarks(
  trx: Trx,
  marks: readonly Mark[],
  now: Instant,
): Promise<readonly NewEvent[]> {
  const of = <O extends Fate['outcome']>(outcome: O) =>
    marks.filter((mark): mark is Mark & Of<O> => mark.fate.outcome === outcome);
  await writeSent(trx, of('sent'), now);
  const failed = of('failed');
  const written = await writeUnsent(
    trx,
    [...of('again'), ...failed, ...of('cancelled'), ...of('released')],
    now,
  );
  await disable(trx, failed, now);
  return countFailures(
    trx,
    failed.filter(({ notice }) => written.has(notice.id)),
    now,
  );
}

/** What was sent was sent, whatever has become of the row meanwhile. */
async function writeSent(trx: Trx, sent: readonly Mark[], now: Instant): Promise<void> {
  if (sent.length === 0) return;
  const ids = sent.map(({ notice }) => notice.id);
  await sql`update announce_notices
    set state = 'sent', attempts = attempts + 1, sent_at = ${new Date(now)}, leased_until = null, error = null
    where id = any(${ids}::bigint[]) and state <> 'sent'`.execute(trx);
}

type Unsent = Of<'again'> | Of<'failed'> | Of<'cancelled'> | Of<'released'>;

/**
 * What was held up for longer than its lease may be in another server's hands: that one tells.
 *
 * @returns ids of those that were ours to write
 */
async function writeUnsent(trx: Trx, marks: readonly Unsent[], now: Instant): Promise<ReadonlySet<string>> {
  if (marks.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`update announce_notices as notice
    set state = fate.state, attempts = notice.attempts + fate.tried, leased_until = null,
      try_at = coalesce(fate.try_at, notice.try_at), error = coalesce(fate.error, notice.error),
      maybe_sent = notice.maybe_sent or fate.maybe
    from json_to_recordset(${JSON.stringify(marks.map((mark) => asRow(mark, now)))}::json) as fate (
      id bigint, leased timestamptz, state text, tried integer, try_at timestamptz, error text, maybe boolean)
    where notice.id = fate.id and notice.state = 'queued'
      and notice.leased_until is not distinct from fate.leased
    returning notice.id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

function asRow({ notice: { id, leasedUntil }, fate }: Unsent, now: Instant) {
  const isTried = fate.outcome === 'again' || fate.outcome === 'failed';
  return {
    id,
    leased: leasedUntil === null ? null : new Date(leasedUntil).toISOString(),
    state: fate.outcome === 'failed' || fate.outcome === 'cancelled' ? fate.outcome : 'queued',
    tried: isTried ? 1 : 0,
    try_at: fate.outcome === 'again' ? new Date(now + fate.after).toISOString() : null,
    error: fate.outcome === 'released' ? null : fate.error,
    maybe: isTried && fate.maybeSent === true,
  };
}

/** Whoever is on watch is a subscriber too. */
const subscriberIn = (recipient: string): string => recipient.replace(/^watch:/, '');

/** The address itself is refused for good: nothing more is sent there. */
async function disable(trx: Trx, failed: readonly Of<'failed'>[], now: Instant): Promise<void> {
  const gone = failed.filter(({ fate }) => fate.disables);
  if (gone.length === 0) return;
  const rows = gone.map(({ notice, fate }) => ({ id: subscriberIn(notice.recipient), why: fate.error }));
  await sql`update announce_subscribers as subscriber
    set state = 'disabled', disabled_at = ${new Date(now)}, disabled_why = gone.why
    from json_to_recordset(${JSON.stringify(rows)}::json) as gone (id text, why text)
    where subscriber.id = gone.id and subscriber.state = 'active'`.execute(trx);
}
