import { sql } from 'kysely';
import { type Bell, makeBell } from '../../../keeper/bell.ts';
import { hearEvents } from '../../../keeper/hear-events.ts';
import { MINUTE, SECOND } from '../../../time/instant.ts';
import { withinLimit } from '../calls/within.ts';
import type { Silencer, Silences } from '../contract.ts';
import { attendTo } from './attend.ts';
import { type OnAttempt, silencesChannel } from './contract.ts';
import { askFiring } from './firing.ts';
import { endOrphans } from './orphans.ts';
import { tellUnserved } from './unserved.ts';

/** How often is looked, whatever is heard. */
const EVERY = SECOND;

/** How often a monitor is searched for what nobody wants, and how soon again where that failed. */
const ORPHANS_EVERY = 3 * MINUTE;
const ORPHANS_AGAIN = 30 * SECOND;

/** For so long another server has time for a monitor that this one doesn't know. */
const UNSERVED_AFTER = 10 * SECOND;

/** How they are run. */
export interface RunOptions {
  /** Ends it: what was begun is ended, nothing more is begun. What is held stays, for another server. */
  readonly signal: AbortSignal;
  readonly onAttempt?: OnAttempt;
}

/** The bells of one monitor's lanes: a slow answer to what fires holds up no lease. */
interface Lanes {
  readonly leases: Bell;
  readonly firing: Bell;
}

/**
 * Keeps monitors quiet as long as work lasts. Any number of servers may do it at once. A monitor that is down
 * holds up no other one, and no work.
 *
 * @returns when the signal has been aborted and what was begun is through
 * @example await runSilences(silences, { signal: stopping.signal });
 */
export async function runSilences(
  silences: Silences,
  { signal, onAttempt = () => undefined }: RunOptions,
): Promise<void> {
  const bell = makeBell();
  const listening = hearEvents(silences, bell, signal, silencesChannel);
  const lanes = new Map<string, Lanes>();
  const running: Promise<void>[] = [];
  for (const silencer of silences.silencers.values()) {
    const [leases, firing] = [makeBell(), makeBell()];
    lanes.set(silencer.name, { leases, firing });
    running.push(
      lane(silences, leases, signal, () => attendTo(silences, silencer, onAttempt)),
      lane(silences, firing, signal, () => askFiring(silences, silencer, onAttempt)),
      searchForOrphans(silences, silencer, signal, onAttempt),
    );
  }
  // Nobody else uses this store: what is claimed was claimed by a server that is gone.
  if (silences.store.engine === 'pglite') await giveBack(silences).catch(() => undefined);
  while (!signal.aborted) {
    const wait = await look(silences, lanes).catch((error: unknown) => {
      silences.log.warn({ err: error }, 'the silences could not be looked at');
      return EVERY;
    });
    await bell.wait(wait, signal);
  }
  for (const { leases, firing } of lanes.values()) {
    leases.ring();
    firing.ring();
  }
  await Promise.all([...running, listening]);
}

/** @returns how long to wait until the next look, in milliseconds */
async function look(silences: Silences, lanes: ReadonlyMap<string, Lanes>): Promise<number> {
  const now = await silences.now();
  const { rows } = await sql<{ silencer: string; leases: Date | null; firing: Date | null }>`
    select silencer, min(leases) as leases, min(firing) as firing from (
      select silencer, try_at as leases, null::timestamptz as firing from run_silences where try_at is not null
      union all
      select silencer, null::timestamptz, ask_at from run_firing where ask_at is not null
    ) as due group by silencer`.execute(silences.store.db);
  let next = now + EVERY;
  for (const { silencer, leases, firing } of rows) {
    const lane = lanes.get(silencer);
    const [leaseAt, askAt] = [leases?.getTime() ?? Infinity, firing?.getTime() ?? Infinity];
    if (lane === undefined) {
      if (leaseAt <= now - UNSERVED_AFTER) await tellUnserved(silences, silencer);
      continue;
    }
    if (leaseAt <= now) lane.leases.ring();
    else next = Math.min(next, leaseAt);
    if (askAt <= now) lane.firing.ring();
    else next = Math.min(next, askAt);
  }
  return Math.max(20, next - now);
}

async function lane(
  { log }: Silences,
  bell: Bell,
  signal: AbortSignal,
  work: () => Promise<boolean>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      while (!signal.aborted && (await work()));
    } catch (error) {
      log.warn({ err: error }, 'a monitor could not be looked after');
    }
    await bell.wait(MINUTE, signal);
  }
}

async function searchForOrphans(
  silences: Silences,
  silencer: Silencer,
  signal: AbortSignal,
  onAttempt: OnAttempt,
): Promise<void> {
  const pause = makeBell();
  while (!signal.aborted) {
    let again = ORPHANS_EVERY;
    try {
      await withinLimit(silencer.name, () => endOrphans(silences, silencer));
      onAttempt(silencer.name, 'look-for-orphans', 'done');
    } catch (error) {
      again = ORPHANS_AGAIN;
      onAttempt(silencer.name, 'look-for-orphans', 'failed');
      silences.log.warn(
        { err: error, silencer: silencer.name },
        'a monitor could not be searched for orphans',
      );
    }
    await pause.wait(again, signal);
  }
}

async function giveBack({ store, now }: Silences): Promise<void> {
  const at = new Date(await now());
  await store.db
    .updateTable('run_silences')
    .set({ try_at: at })
    .where('attempts', '>', 0)
    .where('try_at', '>', at)
    .execute();
}
