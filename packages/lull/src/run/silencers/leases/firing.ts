import { sql } from 'kysely';
import { lull } from '../../../access/contract.ts';
import type { Downtime } from '../../../downtime/contract.ts';
import { LullError } from '../../../errors.ts';
import type { Trx } from '../../../store/contract.ts';
import { appendEvents } from '../../../store/events.ts';
import { type Instant, MINUTE, SECOND } from '../../../time/instant.ts';
import { withinLimit } from '../calls/within.ts';
import type { Alert, Scope, Silencer, Silences } from '../contract.ts';
import { CLAIM, type OnAttempt } from './contract.ts';

/** How often is asked what fires while go/no-go is open. */
export const ASK_EVERY = 10 * SECOND;

/** For how long it is tried to ask what still fires after the work. */
const ASK_FOR = 5 * MINUTE;

/** As many alerts as are kept and told. */
const MOST = 50;

const AT_ONCE = 4;

interface Asked {
  readonly downtime: string;
  readonly is_at_end: boolean;
  readonly ask_at: Date;
  readonly body: Downtime;
}

/**
 * Asks a monitor what fires, for every downtime for which that is due: before its start for go/no-go, after
 * its end for whoever must know what is left.
 *
 * @returns whether there was something to ask
 * @example await askFiring(silences, silencer);
 */
export async function askFiring(
  silences: Silences,
  silencer: Silencer,
  onAttempt: OnAttempt = () => undefined,
): Promise<boolean> {
  const due = await silences.store.transaction(async (trx) => {
    const now = await silences.now(trx);
    const { rows } = await sql<Asked>`
      update run_firing as firing set ask_at = ${new Date(now + CLAIM)}
      from downtime_downtimes as downtime
      where downtime.id = firing.downtime and (firing.downtime, firing.silencer) in (
        select downtime, silencer from run_firing
        where silencer = ${silencer.name} and ask_at <= ${new Date(now)}
        order by ask_at, downtime limit ${AT_ONCE} for update skip locked)
      returning firing.downtime, firing.is_at_end, firing.ask_at, downtime.body`.execute(trx);
    return rows;
  });
  await Promise.all(due.map((one) => askFor(silences, silencer, one, onAttempt)));
  return due.length > 0;
}

async function askFor(
  silences: Silences,
  silencer: Silencer,
  asked: Asked,
  onAttempt: OnAttempt,
): Promise<void> {
  const scopes = await scopesOf(silences, silencer.name, asked);
  const alerts = await withinLimit(silencer.name, () => firingIn(silencer, scopes)).catch(
    (error: unknown) => {
      const why = error instanceof LullError ? error.message : `${silencer.name}: something unforeseen`;
      silences.log.warn(
        { err: error, silencer: silencer.name, downtime: asked.downtime },
        'what fires is unknown',
      );
      return { why };
    },
  );
  onAttempt(silencer.name, 'ask', 'why' in alerts ? 'failed' : 'done');
  await silences.store.transaction(async (trx) => {
    const now = await silences.now(trx);
    const present = await trx
      .selectFrom('run_firing')
      .select(['error', 'ask_at'])
      .where('downtime', '=', asked.downtime)
      .where('silencer', '=', silencer.name)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const failed = 'why' in alerts;
    const again = againAt(asked, failed, now);
    await trx
      .updateTable('run_firing')
      .set({
        ...(failed
          ? { error: alerts.why }
          : { error: null, alerts: JSON.stringify(alerts.slice(0, MOST)), seen_at: new Date(now) }),
        // What somebody wrote meanwhile holds.
        ...(present.ask_at?.getTime() === asked.ask_at.getTime() && {
          ask_at: again === null ? null : new Date(again),
        }),
      })
      .where('downtime', '=', asked.downtime)
      .where('silencer', '=', silencer.name)
      .execute();
    if (failed && present.error === null) {
      await tell(trx, asked, silencer.name, now, 'silence.failed', alerts.why, { doing: 'ask' });
    }
    const loud = failed ? [] : alerts.filter(({ isQuiet }) => !isQuiet);
    if (!asked.is_at_end || loud.length === 0) return;
    const data = { alerts: loud.slice(0, MOST).map(calledAs), count: loud.length };
    await tell(trx, asked, silencer.name, now, 'silence.still-firing', null, data);
  });
}

/**
 * What fires in any of the scopes, each alert once; what somebody else keeps quiet comes last.
 *
 * @throws LullError `silencer-unavailable`, `silencer-refused`
 * @example (await firingIn(silencer, [{ matchers: ['service="shop"'] }])).map(calledAs)
 */
export async function firingIn(silencer: Silencer, scopes: readonly Scope[]): Promise<readonly Alert[]> {
  const found = new Map<string, Alert>();
  for (const scope of scopes) {
    for (const alert of await silencer.firing(scope)) found.set(`${alert.name}\n${alert.on}`, alert);
  }
  // The loud ones first: of very many only some are kept.
  return [...found.values()].sort((one, other) => Number(one.isQuiet) - Number(other.isQuiet));
}

/**
 * What people call an alert.
 *
 * @example calledAs({ name: 'Down', on: 'instance=web1' }) === 'Down (instance=web1)'
 */
export function calledAs({ name, on }: Pick<Alert, 'name' | 'on'>): string {
  const where = on.length > 120 ? `${on.slice(0, 119)}…` : on;
  return where === '' ? name : `${name} (${where})`;
}

/** Before the start what is to be quiet as it stands; after it whatever was. */
async function scopesOf(
  { store }: Silences,
  silencer: string,
  { downtime, is_at_end }: Asked,
): Promise<readonly Scope[]> {
  let query = store.db
    .selectFrom('run_silences')
    .select(['id', 'scope'])
    .where('downtime', '=', downtime)
    .where('silencer', '=', silencer);
  if (!is_at_end) query = query.where('state', 'in', ['wanted', 'held']);
  const rows = await query.orderBy('id').execute();
  return [...new Map(rows.map(({ scope }) => [JSON.stringify(scope), scope])).values()];
}

function againAt({ is_at_end, body }: Asked, failed: boolean, now: Instant): Instant | null {
  if (!is_at_end) return now + ASK_EVERY;
  const asks = failed && now < (body.actual.endedAt ?? now) + ASK_FOR;
  return asks ? now + ASK_EVERY : null;
}

async function tell(
  trx: Trx,
  { downtime, body }: Asked,
  silencer: string,
  at: Instant,
  kind: 'silence.failed' | 'silence.still-firing',
  why: string | null,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const services = [...body.plan.services];
  const revision = body.promise.at(-1)?.number ?? 0;
  const event = { kind, downtime, revision, version: null, services, at, by: lull.id, why };
  await appendEvents(trx, [{ ...event, data: { silencer, ...data } }]);
}
