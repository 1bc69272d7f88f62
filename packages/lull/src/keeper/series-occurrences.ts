import { writeAudit } from '../access/audit.ts';
import type { Command, Downtime } from '../downtime/contract.ts';
import { type Series, type Slot, seriesChanges } from '../downtime/series.ts';
import { LullError } from '../errors.ts';
import type { HeldDowntime } from '../store/downtime-rows.ts';
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
}

/** Drafts and promises each of the slots; one that the rules refuse stays a draft. */
export async function makeSlots(
  scene: Scene,
  slots: readonly Slot[],
): Promise<Pick<SeriesOutcome, 'made' | 'unpromised'>> {
  const made: Outcome[] = [];
  const unpromised: Unpromised[] = [];
  for (const { plan, occurrence } of slots) {
    const draft = await create(scene, plan, {}, occurrence);
    const scheduled = await unlessRefused(() => command(scene, draft, { type: 'schedule' }));
    if ('code' in scheduled) unpromised.push({ downtime: draft.downtime, ...scheduled });
    made.push('code' in scheduled ? draft : joined(draft, scheduled));
  }
  return { made, unpromised };
}

/** Makes the downtimes of a series what it says now, but for those that somebody moved or that have begun. */
export async function followSeries(scene: Scene, series: Series, madeUntil: Instant): Promise<SeriesOutcome> {
  const { trx, now } = scene;
  const held = await downtimesOfSeries(trx, series.id, now - DAY);
  const byId = new Map(held.map((each) => [each.downtime.id, each]));
  const { make, change, cancel } = seriesChanges(
    series,
    held.map(({ downtime }) => downtime),
    now,
    madeUntil,
  );
  const cancelled: Outcome[] = [];
  for (const { id, occurrence } of cancel) {
    const bySeries = occurrence!.start;
    cancelled.push(await carryOut(scene, byId.get(id)!, { ...said(scene), type: 'cancel', bySeries }));
  }
  const changed: Outcome[] = [];
  const unpromised: Unpromised[] = [];
  for (const { downtime, slot } of change) {
    const revised = await unlessRefused(() => revise(scene, byId.get(downtime.id)!, slot));
    if ('code' in revised) unpromised.push({ downtime, ...revised });
    else changed.push(revised);
  }
  const fresh = await makeSlots(scene, make);
  return { made: fresh.made, changed, cancelled, unpromised: [...unpromised, ...fresh.unpromised] };
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

function joined(draft: Outcome, scheduled: Outcome): Outcome {
  return { ...scheduled, events: [...draft.events, ...scheduled.events] };
}

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
