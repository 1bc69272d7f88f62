import { setTimeout as pause } from 'node:timers/promises';
import type { Confirmation } from '@lull/gate/follow';
import { sql } from 'kysely';
import { lull } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Store, Trx } from '../store/contract.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { lookAtWaiting } from '../store/looks.ts';
import type { Instant } from '../time/instant.ts';
import { addMinutes } from './minutes.ts';
import { tooManyGates, withoutRoom } from './names.ts';
import { firstRun, nextRun, type Runs } from './runs.ts';

/** A confirmation that waits to be written. */
interface Waiting {
  readonly confirmation: Confirmation;
  /** Id of the key that it came by. */
  readonly key: string;
  /** How long it counts, in milliseconds. */
  readonly lease: number;
  readonly resolve: (newest: Newest | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The newest document of a service. */
export interface Newest {
  readonly epoch: number;
  readonly serial: number;
}

/** What is written in one transaction. */
const AT_ONCE = 500;

/** Between two transactions, at least. Milliseconds. */
const GATHERED = 100;

/** Of the store's time three parts are left to what people do, however many gates there are. */
const LEFT = 3;

/**
 * Takes in what gates say. The first is written at once; during its transaction and a while after it the next
 * are gathered, so that thousands of gates cost the store a few transactions a second.
 */
export class Confirmations {
  readonly #store: Store;
  readonly #now: (trx: Trx) => Promise<Instant>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(store: Store, now: (trx: Trx) => Promise<Instant>) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * Writes it: its lease begins. A report that was counted before adds nothing.
   *
   * @param key id of the key that it came by
   * @param lease milliseconds
   * @returns the document that it should hold by now; null for none
   * @throws LullError `store-unavailable`; the gate says it again then. `too-many-gates`
   */
  take(confirmation: Confirmation, key: string, lease: number): Promise<Newest | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Newest | null>();
    this.#waiting.push({ confirmation, key, lease, resolve, reject });
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = null;
    });
    return promise;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const began = performance.now();
      await this.#writeOf(this.#waiting.splice(0, AT_ONCE));
      await pause(Math.max(GATHERED, LEFT * (performance.now() - began)));
    }
  }

  async #writeOf(batch: readonly Waiting[]): Promise<void> {
    try {
      const { refused, newest } = await this.#store.transaction(async (trx) => ({
        refused: await write(trx, batch, await this.#now(trx)),
        newest: await newestOf(trx, batch),
      }));
      for (const one of batch) {
        if (refused.has(keyOf(one.confirmation))) one.reject(tooManyGates());
        else one.resolve(newest.get(one.confirmation.service) ?? null);
      }
    } catch (error) {
      const isForAll = batch.length === 1 || (error instanceof LullError && error.retry);
      // What one of them says cannot be kept: the others are not to pay for it.
      if (!isForAll) for (const one of batch) await this.#writeOf([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}

const keyOf = ({ service, instance }: Pick<Confirmation, 'service' | 'instance'>): string =>
  JSON.stringify([service, instance]);

/** @returns those whose names have no room, by `keyOf`; nothing of them is written */
async function write(trx: Trx, batch: readonly Waiting[], now: Instant): Promise<ReadonlySet<string>> {
  const before = await instancesOf(
    trx,
    batch.map(({ confirmation }) => confirmation),
  );
  const coming = batch.map(({ confirmation, key }) => ({ name: keyOf(confirmation), key }));
  const refused = await withoutRoom(
    trx,
    coming.filter(({ name }) => !before.has(name)),
    now,
  );
  const newest = new Map<string, Waiting>();
  const counted: Confirmation[] = [];
  const runs = new Map<string, Runs>([...before].map(([key, known]) => [key, runsOf(known)]));
  for (const one of batch) {
    const { confirmation } = one;
    const name = keyOf(confirmation);
    if (refused.has(name)) continue;
    const last = runs.get(name);
    const next = last ? nextRun(last, confirmation, one.lease, now) : firstRun(confirmation);
    if (last?.run !== next.run || next.report > last.report) counted.push(confirmation);
    runs.set(name, next);
    newest.set(name, one);
  }
  const rows = [...newest].map(([name, one]) => rowOf(one, runs.get(name)!, now));
  // One parameter for all: thousands of values would cost more to read than to write.
  await sql`insert into gates_instances
    select * from json_populate_recordset(null::gates_instances, ${JSON.stringify(rows)}::json)
    on conflict (service, instance) do update set (kind, version, epoch, serial, state, downtime, override,
      in_flight, clock_offset, warnings, run, report, heard_at, lease_until, lost, gone_at, key,
      earlier_runs, shared_until) =
      (excluded.kind, excluded.version, excluded.epoch, excluded.serial, excluded.state, excluded.downtime,
      excluded.override, excluded.in_flight, excluded.clock_offset, excluded.warnings, excluded.run,
      excluded.report, excluded.heard_at, excluded.lease_until, excluded.lost, excluded.gone_at,
      excluded.key, excluded.earlier_runs, excluded.shared_until)`.execute(trx);
  await addMinutes(trx, counted, now);
  const all = [...newest.values()].map(({ confirmation }) => confirmation);
  const flips = all.filter((one) => isFlip(one, before.get(keyOf(one))));
  await tellFlips(trx, flips, now);
  await lookAtDowntimes(trx, all, before, now);
  return refused;
}

async function newestOf(trx: Trx, batch: readonly Waiting[]): Promise<ReadonlyMap<string, Newest>> {
  const services = [...new Set(batch.map(({ confirmation }) => confirmation.service))];
  const rows = await trx
    .selectFrom('gates_documents')
    .select(['service', 'epoch', 'serial'])
    .where('service', '=', sql<string>`any(${services}::text[])`)
    .execute();
  return new Map(
    rows.map(({ service, epoch, serial }) => [service, { epoch: Number(epoch), serial: Number(serial) }]),
  );
}

interface Known {
  readonly run: string;
  readonly report: number;
  readonly earlier_runs: string[];
  readonly shared_until: Date | null;
  readonly state: string;
  readonly downtime: string | null;
  readonly in_flight: number;
}

function runsOf({ run, report, earlier_runs, shared_until }: Known): Runs {
  return { run, report, earlier: earlier_runs, sharedUntil: shared_until?.getTime() ?? null };
}

/** Locked, so that a report which is sent again elsewhere meanwhile is counted once. */
async function instancesOf(trx: Trx, all: readonly Confirmation[]): Promise<Map<string, Known>> {
  const services = all.map(({ service }) => service);
  const instances = all.map(({ instance }) => instance);
  const { rows } = await sql<Known & { service: string; instance: string }>`
    select service, instance, run, report, earlier_runs, shared_until, state, downtime, in_flight
    from gates_instances
    where (service, instance) in (select * from unnest(${services}::text[], ${instances}::text[]))
    order by service, instance for update`.execute(trx);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function rowOf(
  { confirmation, key, lease }: Waiting,
  { run, report, earlier, sharedUntil }: Runs,
  now: Instant,
) {
  const { service, instance, kind, version, epoch, serial, state, downtime } = confirmation;
  const { override, inFlight, clockOffset, warnings, isLeaving } = confirmation;
  const at = new Date(now).toISOString();
  return {
    ...{ service, instance, kind, version, epoch, serial, state, downtime, override, run, report },
    in_flight: inFlight,
    clock_offset: clockOffset === null ? null : Math.round(clockOffset),
    warnings: [...warnings],
    heard_at: at,
    lease_until: new Date(now + lease).toISOString(),
    lost: false,
    // Of several that bear one name, one that leaves says nothing for the others.
    gone_at: isLeaving && (sharedUntil ?? 0) <= now ? at : null,
    key,
    earlier_runs: earlier,
    shared_until: sharedUntil === null ? null : new Date(sharedUntil).toISOString(),
  };
}

/** Whether it does something else now, in a downtime or after one. */
function isFlip({ state, downtime, isLeaving }: Confirmation, before: Known | undefined): boolean {
  if (isLeaving || (before?.state ?? 'open') === state) return false;
  return downtime !== null || before?.downtime != null;
}

async function tellFlips(trx: Trx, flips: readonly Confirmation[], now: Instant): Promise<void> {
  if (flips.length === 0) return;
  const told = flips.map(({ downtime }) => downtime).filter((id) => id !== null);
  const revisions = await revisionsOf(trx, [...new Set(told)]);
  await appendEvents(
    trx,
    flips.map(({ service, instance, downtime, state, epoch, serial, inFlight, override }): NewEvent => {
      const known = downtime !== null && revisions.has(downtime);
      return {
        kind: 'gate.confirmed',
        downtime: known ? downtime : null,
        revision: known ? revisions.get(downtime)! : 0,
        version: null,
        services: [service],
        at: now,
        by: lull.id,
        why: null,
        data: { gate: instance, state, epoch, serial, inFlight, override },
      };
    }),
  );
}

/** What waits for gates goes on at once, and not with its next look a second later. */
async function lookAtDowntimes(
  trx: Trx,
  all: readonly Confirmation[],
  before: ReadonlyMap<string, Known>,
  now: Instant,
): Promise<void> {
  const waiting = new Set<string>();
  for (const confirmation of all) {
    const was = before.get(keyOf(confirmation));
    const isThrough = confirmation.inFlight === 0 && (was?.in_flight ?? 0) > 0;
    if (!isThrough && !isFlip(confirmation, was)) continue;
    for (const id of [confirmation.downtime, was?.downtime]) if (id != null) waiting.add(id);
  }
  if (waiting.size === 0) return;
  await lookAtWaiting(trx, [...waiting], now);
}

async function revisionsOf(trx: Trx, downtimes: readonly string[]): Promise<Map<string, number>> {
  if (downtimes.length === 0) return new Map();
  const rows = await trx
    .selectFrom('downtime_revisions')
    .select((row) => ['downtime', row.fn.max('number').as('number')])
    .where('downtime', 'in', downtimes)
    .groupBy('downtime')
    .execute();
  return new Map(rows.map(({ downtime, number }) => [downtime, Number(number)]));
}
