import { demand } from '../access/allowed.ts';
import { writeAudit } from '../access/audit.ts';
import type { Command, Downtime } from '../downtime/contract.ts';
import { type Kept, occurrencesToMake, type Series, type Slot, seriesChanges } from '../downtime/series.ts';
import { LullError } from '../errors.ts';
import { type HeldDowntime, loadDowntime } from '../store/downtime-rows.ts';
import { appendEvents } from '../store/events.ts';
import { downtimesOfSeries } from '../store/series-rows.ts';
import { DAY, type Instant } from '../time/instant.ts';
import { command } from './command-downtime.ts';
import type { Outcome } from './contract.ts';
import { create } from './create-downtime.ts';
import { judge } from './judge.ts';
import { carryOut } from './record.ts';
import type { Scene } from './transact.ts';

/** How far ahead a series makes its downtimes. */
export const MADE_AHEAD = 35 * DAY;

/** An occurrence that rules kept from being promised, or from being changed: a person has to look at it. */
export interface Unpromised {
  readonly downtime: Downtime;
  readonly code: string;
  readonly message: string;
}

/** What became of the downtimes of a series. */
export interface SeriesOutcome {
  readonly made: readonly Outcome[];
  readonly changed: readonly Outcome[];
  readonly cancelled: readonly Outcome[];
  readonly unpromised: readonly Unpromised[];
  /** Those that are not over and stay as they are. */
  readonly kept: readonly Kept[];
}

/**
 * More often than this in the time that is made ahead is no maintenance, and would keep everybody waiting.
 */
const MOST_AHEAD = 500;

/**
 * The occurrences of a series from now on, as far ahead as downtimes are made.
 *
 * @throws LullError `too-many-occurrences`, and what `occurrencesToMake` throws
 */
export function slotsAhead(series: Series, now: Instant): Slot[] {
  const slots = occurrencesToMake(series, now + 1, now + MADE_AHEAD);
  if (slots.length <= MOST_AHEAD) return slots;
  throw new LullError(
    'too-many-occurrences',
    `The series would come ${slots.length} times within 35 days`,
    `Make it at most ${MOST_AHEAD} times, or use a window.`,
  );
}

/** Drafts and promises each of the slots; one that the rules refuse stays a draft. */
export async function makeSlots(
  asked: Scene,
  slots: readonly Slot[],
): Promise<Pick<SeriesOutcome, 'made' | 'unpromised'>> {
  const scene = unforeseen(asked);
  const made: Outcome[] = [];
  const unpromised: Unpromised[] = [];
  for (const { plan, occurrence } of slots) {
    made.push(await promised(scene, await create(scene, plan, {}, occurrence), unpromised));
  }
  return { made, unpromised };
}

/** Promises a draft; where the rules refuse, it stays one and is put on the list. */
async function promised(scene: Scene, draft: Outcome, unpromised: Unpromised[]): Promise<Outcome> {
  const scheduled = await unlessRefused(() => command(scene, draft, { type: 'schedule' }));
  if (!('code' in scheduled)) return { ...scheduled, events: [...draft.events, ...scheduled.events] };
  unpromised.push({ downtime: draft.downtime, ...scheduled });
  return draft;
}

/**
 * Makes the downtimes of a series what it says now, but for those that somebody moved or that have begun.
 *
 * @param drafts whether drafts that are as the series says are tried to be promised again
 */
export async function followSeries(
  asked: Scene,
  series: Series,
  madeUntil: Instant,
  drafts: 'promise' | 'leave',
): Promise<SeriesOutcome> {
  const scene = unforeseen(asked);
  const { trx, now } = scene;
  const held = await downtimesOfSeries(trx, series.id, now - DAY);
  const byId = new Map(held.map((each) => [each.downtime.id, each]));
  const changes = seriesChanges(
    series,
    held.map(({ downtime }) => downtime),
    now,
    madeUntil,
  );
  const cancelled: Outcome[] = [];
  for (const { id, occurrence } of changes.cancel) {
    const bySeries = occurrence!.start;
    cancelled.push(await carryOut(scene, byId.get(id)!, { ...said(scene), type: 'cancel', bySeries }));
  }
  const changed: Outcome[] = [];
  const unpromised: Unpromised[] = [];
  for (const { downtime, slot } of changes.change) {
    const revised = await unlessRefused(() => revise(scene, byId.get(downtime.id)!, slot));
    if ('code' in revised) unpromised.push({ downtime, ...revised });
    else if (downtime.state === 'draft') changed.push(await promised(scene, revised, unpromised));
    else changed.push(revised);
  }
  for (const { id } of drafts === 'promise' ? changes.unpromised : []) {
    const draft: Outcome = { ...byId.get(id)!, events: [], follows: [], dryRun: false };
    const tried = await promised(scene, draft, unpromised);
    if (tried !== draft) changed.push(tried);
  }
  const fresh = await makeSlots(scene, changes.make);
  unpromised.push(...fresh.unpromised);
  return { made: fresh.made, changed, cancelled, unpromised, kept: changes.keep };
}

/**
 * Calls off, at the series' end, what somebody moved: they said where it goes, and now that it does not.
 *
 * @throws LullError `not-allowed` for one that was moved to other services
 */
export async function callOffMoved(
  scene: Scene,
  outcome: SeriesOutcome,
  why: string | null,
): Promise<SeriesOutcome> {
  const cancelled = [...outcome.cancelled];
  for (const { downtime } of outcome.kept.filter(({ because }) => because === 'moved')) {
    demand(scene.actor, 'schedule', downtime.plan.services);
    const held = (await loadDowntime(scene.trx, downtime.id, { forUpdate: true }))!;
    cancelled.push(await command(unforeseen(scene), held, { type: 'cancel', why }));
  }
  return { ...outcome, cancelled, kept: outcome.kept.filter(({ because }) => because !== 'moved') };
}

async function revise(scene: Scene, held: HeldDowntime, { plan, occurrence }: Slot): Promise<Outcome> {
  const { downtime } = held;
  const rest = { ...said(scene), plan, bySeries: occurrence.start };
  const revised: Command =
    downtime.state === 'draft'
      ? { ...rest, type: 'edit' }
      : { ...rest, type: 'revise', judgement: await judge(scene, downtime, plan, {}) };
  return carryOut(scene, held, revised);
}

const said = ({ actor }: Scene) => ({ by: actor.id, person: actor.person, why: 'its series says so' });

/** What the rules refuse is told; nothing was written yet, so the transaction goes on. */
async function unlessRefused(work: () => Promise<Outcome>): Promise<Outcome | Omit<Unpromised, 'downtime'>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || !refusals.has(error.code)) throw error;
    return { code: error.code, message: error.message };
  }
}

const refusals: ReadonlySet<string> = new Set(['rule-in-the-way', 'bad-plan', 'wrong-state']);

/** Nobody reads what follows from each of so many. */
const unforeseen = (scene: Scene): Scene => ({ ...scene, foresees: false });

/** Tells of a series as a whole: audit row and event. */
export async function tellOfSeries(
  { trx, actor, now }: Scene,
  kind: 'created' | 'changed' | 'ended',
  series: Series,
  why: string | null,
): Promise<void> {
  const { services, title } = series.plan;
  const data = { series: series.id, title };
  await writeAudit(trx, actor, { action: `series.${kind}`, subject: series.id, services, why, data }, now);
  const about = { downtime: null, version: null, revision: 0, services };
  await appendEvents(trx, [{ ...about, kind: `series.${kind}`, at: now, by: actor.id, why, data }]);
}
