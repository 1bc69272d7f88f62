import type { Command, Downtime, DowntimeEvent, Plan } from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import type { Trx } from '../../src/store/contract.ts';
import { insertDowntime, saveDowntime } from '../../src/store/downtime-rows.ts';
import { appendEvents, type NewEvent } from '../../src/store/events.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../src/time/instant.ts';

/** When the stories of these tests begin. */
export const now: Instant = Date.parse('2026-03-02T09:00:00Z');

export const plan: Plan = {
  title: 'New disks',
  services: ['shop'],
  mode: 'full',
  part: null,
  start: now + 7 * DAY,
  takes: HOUR,
  rollback: 20 * MINUTE,
  owner: 'ada',
  people: [],
  warnBefore: 15 * MINUTE,
  startWithin: 30 * MINUTE,
  drainWithin: MINUTE,
  atDrainDeadline: 'go-on',
  atTurnBack: 'ask',
  extendBy: 30 * MINUTE,
  remindEvery: 15 * MINUTE,
  verify: true,
  steps: null,
};

/** What becomes of a downtime by a command that is not refused. */
export function after(
  downtime: Downtime | null,
  command: Command,
  at: Instant = now,
): { downtime: Downtime; events: readonly DowntimeEvent[] } {
  const decision = decide(downtime, command, at);
  if ('refusal' in decision) throw new Error(decision.refusal.message);
  return decision;
}

const judgement = { obstacles: [], override: false, asks: [] };

/** A draft. */
export function drafted(id: string, changes: Partial<Plan> = {}): Downtime {
  return after(null, { type: 'draft', id, plan: { ...plan, ...changes }, by: 'ada' }).downtime;
}

/** A downtime that is promised. */
export function scheduled(id: string, changes: Partial<Plan> = {}): Downtime {
  return after(drafted(id, changes), { type: 'schedule', judgement, by: 'ada' }).downtime;
}

/** The same downtime an hour later. */
export function moved(downtime: Downtime, by: number = HOUR): ReturnType<typeof after> {
  const { start } = downtime.plan;
  const changed = { ...downtime.plan, start: start! + by };
  return after(downtime, { type: 'revise', plan: changed, judgement, by: 'ada' });
}

/** Stores new downtimes. */
export async function insertAll(trx: Trx, downtimes: readonly Downtime[]): Promise<void> {
  for (const downtime of downtimes) await insertDowntime(trx, downtime, now);
}

/** Stores a change of a downtime as the keeper does: the row and its events. */
export async function store(
  trx: Trx,
  { downtime, events }: ReturnType<typeof after>,
  version: number,
): Promise<void> {
  const held = await saveDowntime(trx, downtime, version, now);
  const { services } = downtime.plan;
  await appendEvents(
    trx,
    events.map((event): NewEvent => ({ ...event, services, version: held.version })),
  );
}
