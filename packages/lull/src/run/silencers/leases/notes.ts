import { lull } from '../../../access/contract.ts';
import { LullError } from '../../../errors.ts';
import type { Trx } from '../../../store/contract.ts';
import { appendEvents } from '../../../store/events.ts';
import { formatInstant, type Instant, SECOND } from '../../../time/instant.ts';
import type { Silences } from '../contract.ts';
import { type Claimed, GIVE_UP } from './contract.ts';

const LONGEST_WAIT = 30 * SECOND;

/** What happened in a monitor, and what is to be written of it. */
type Written = Partial<{
  state: Claimed['state'];
  remote: string[];
  held_until: Date;
  held_at: Date;
  gone_at: Date | null;
  try_at: Date | null;
  error: string | null;
  attempts: number;
}>;

/** The lease as it is now, while this is written. */
interface Present {
  readonly state: Claimed['state'];
  readonly error: string | null;
  readonly held_at: Date | null;
  readonly held_until: Date | null;
  readonly try_at: Date | null;
}

/**
 * Writes down that a monitor is quiet. Where that is not wanted any more by now, it is ended again.
 *
 * @param held what it is called there, until when it holds, and when it is to be renewed
 * @example await noteHeld(silences, claimed, { remote: ['30364901'], until, again });
 */
export async function noteHeld(
  silences: Silences,
  claimed: Claimed,
  held: { readonly remote: readonly string[]; readonly until: Instant; readonly again: Instant },
): Promise<void> {
  await note(silences, claimed, async (trx, present, now) => {
    const wanted = present.state === 'wanted' || present.state === 'held';
    const wasLoud = present.held_until === null || present.held_until.getTime() < now;
    if (wanted && wasLoud) {
      await tell(trx, claimed, now, 'silence.held', null, { until: formatInstant(held.until) });
    }
    return {
      state: wanted ? 'held' : 'ending',
      remote: [...held.remote],
      held_until: new Date(held.until),
      held_at: present.held_at ?? new Date(now),
      gone_at: null,
      error: null,
      attempts: 0,
      try_at: wanted ? unlessTouched(claimed, present, held.again) : new Date(now),
    };
  });
}

/**
 * Writes down that nothing is to be done before then.
 *
 * @param again null for not before something happens to the downtime
 * @example await noteWaiting(silences, claimed, start - AHEAD);
 */
export async function noteWaiting(
  silences: Silences,
  claimed: Claimed,
  again: Instant | null,
): Promise<void> {
  await note(silences, claimed, async (_, present, now) => {
    return {
      ...lapsed(present, now),
      attempts: 0,
      try_at: unlessTouched(claimed, present, again),
    };
  });
}

/**
 * Writes down that a monitor is quiet no more.
 *
 * @example await noteReleased(silences, claimed);
 */
export async function noteReleased(silences: Silences, claimed: Claimed): Promise<void> {
  await note(silences, claimed, async (trx, present, now) => {
    if (present.state === 'gone') return {};
    if (present.held_at !== null)
      await tell(trx, claimed, now, 'silence.released', null, { byItself: false });
    return { state: 'gone', gone_at: new Date(now), try_at: null, error: null, attempts: 0 };
  });
}

/**
 * Writes down what a monitor could not do; it is tried again soon. What ended by itself long ago is let be.
 *
 * @param doing what was tried
 * @example await noteFailed(silences, claimed, 'hold', error);
 */
export async function noteFailed(
  silences: Silences,
  claimed: Claimed,
  doing: 'hold' | 'release',
  error: unknown,
): Promise<void> {
  const why = error instanceof LullError ? error.message : `${claimed.silencer}: something unforeseen`;
  const code = error instanceof LullError ? error.code : 'internal';
  silences.log.warn(
    { err: error, silencer: claimed.silencer, downtime: claimed.downtime.id },
    `a monitor could not be told (${doing})`,
  );
  await note(silences, claimed, async (trx, present, now) => {
    const ended = (present.held_until ?? present.held_at)?.getTime() ?? claimed.lease.from;
    if (present.state === 'ending' && now > ended + GIVE_UP) {
      await tell(trx, claimed, now, 'silence.released', why, { byItself: true });
      return { state: 'gone', gone_at: new Date(now), try_at: null, error: why };
    }
    if (present.error === null) {
      const heldUntil = present.held_until === null ? null : formatInstant(present.held_until.getTime());
      await tell(trx, claimed, now, 'silence.failed', why, { doing, code, heldUntil });
    }
    const wait = Math.min(LONGEST_WAIT, SECOND * 2 ** Math.min(claimed.attempts - 1, 10));
    return { ...lapsed(present, now), error: why, try_at: unlessTouched(claimed, present, now + wait) };
  });
}

/** What was not renewed in time holds no more. */
function lapsed({ state, held_until }: Present, now: Instant): Written {
  return state === 'held' && (held_until === null || held_until.getTime() <= now) ? { state: 'wanted' } : {};
}

/** What somebody else wrote meanwhile holds: work that begins or ends now isn't put off. */
function unlessTouched({ claimedUntil }: Claimed, { try_at }: Present, again: Instant | null): Date | null {
  if (try_at?.getTime() !== claimedUntil) return try_at;
  return again === null ? null : new Date(again);
}

async function note(
  silences: Silences,
  { lease }: Claimed,
  write: (trx: Trx, present: Present, now: Instant) => Promise<Written>,
): Promise<void> {
  await silences.store.transaction(async (trx) => {
    const present = await trx
      .selectFrom('run_silences')
      .select(['state', 'error', 'held_at', 'held_until', 'try_at'])
      .where('id', '=', lease.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const written = await write(trx, present, await silences.now(trx));
    if (Object.keys(written).length === 0) return;
    await trx.updateTable('run_silences').set(written).where('id', '=', lease.id).execute();
  });
}

async function tell(
  trx: Trx,
  { lease, silencer, downtime }: Claimed,
  at: Instant,
  kind: 'silence.held' | 'silence.released' | 'silence.failed',
  why: string | null,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const event = {
    ...{ kind, downtime: lease.downtime, version: null, services: [lease.service], at, by: lull.id, why },
    revision: downtime.promise.at(-1)?.number ?? 0,
    data: { silence: lease.id, silencer, service: lease.service, ...data },
  };
  await appendEvents(trx, [event]);
}
