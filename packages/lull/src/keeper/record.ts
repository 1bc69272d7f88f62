import { allowed } from '../access/allowed.ts';
import { writeAudit } from '../access/audit.ts';
import { lull } from '../access/contract.ts';
import { namesOf } from '../access/names.ts';
import type { Command, Decision, Downtime, DowntimeEvent } from '../downtime/contract.ts';
import { decide } from '../downtime/decide.ts';
import { busy, nextLook } from '../downtime/moments.ts';
import { wordFor } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import {
  type HeldDowntime,
  insertDowntime,
  loadDowntime,
  saveDowntime,
  staleDowntime,
} from '../store/downtime-rows.ts';
import { appendEvents } from '../store/events.ts';
import { type LookAgain, lookAgain } from '../store/looks.ts';
import { contains, type Interval } from '../time/interval.ts';
import type { Actor, Change, ChangeOptions, Consequence, Outcome } from './contract.ts';
import { factsNow } from './facts-now.ts';
import type { Judged } from './judge.ts';
import { refused } from './refused.ts';
import { relatedServices } from './related.ts';
import type { Scene } from './transact.ts';

/** A decision that was not refused. */
type Decided = Exclude<Decision, { refusal: unknown }>;

/** The same once time has gone on: the events that came by rule and at nobody's word are the last. */
interface Gone extends Decided {
  readonly byTime: readonly DowntimeEvent[];
}

/**
 * The downtime of that id, locked until the transaction ends.
 *
 * @throws LullError `not-found` also for one that the caller may not read
 */
export async function heldFor({ trx, actor }: Scene, id: string): Promise<HeldDowntime> {
  const held = await loadDowntime(trx, id, { forUpdate: true });
  return readable(actor, id, held);
}

/**
 * The downtime, for whoever may read it.
 *
 * @throws LullError `not-found`, the same for one that is hidden as for an id that nothing has
 */
export function readable(actor: Actor, id: string, held: HeldDowntime | null): HeldDowntime {
  if (held !== null && allowed(actor, 'read', held.downtime.plan.services)) return held;
  throw new LullError('not-found', `There is no downtime ${id}, or you may not see it`, 'Look at the list.');
}

/**
 * Says a command to a downtime, lets time go on with what it allows, and stores all of it.
 *
 * @param held null for one that begins
 * @throws LullError `stale-version`, and the codes of refusals
 */
export async function carryOut(
  scene: Scene,
  held: HeldDowntime | null,
  command: Command,
  options: ChangeOptions = {},
): Promise<Outcome> {
  if (held && options.version !== undefined && options.version !== held.version) {
    throw await staleDowntime(scene.trx, held.downtime.id, options.version);
  }
  const first = decided(decide(held?.downtime ?? null, command, scene.now), command);
  const all = await goOn(scene, first);
  const why = 'why' in command ? command.why : null;
  const said = { action: `downtime.${wordFor(command.type)}`, why };
  return record(scene, held, all, { said, dryRun: options.dryRun });
}

/** The decision, or the error that says why there is none. */
export function decided(decision: Decision, command: Command): Decided {
  if (!('refusal' in decision)) return decision;
  const { refusal } = decision;
  const judged = 'judgement' in command ? (command.judgement as Partial<Judged>) : null;
  throw refused(refusal, refusal.code === 'rule-in-the-way' ? judged?.next?.() : undefined);
}

/** More than any chain of moments that come at once. */
const MOST_TICKS = 12;

/** What becomes of a downtime when time goes on: everything whose moment has come by now. */
export async function goOn(scene: Scene, { downtime, events }: Decided): Promise<Gone> {
  const byTime: DowntimeEvent[] = [];
  let current = downtime;
  for (let ticks = 0; ticks < MOST_TICKS && waits(current, scene.now); ticks++) {
    const facts = await factsNow(scene, current);
    const command: Command = { type: 'tick', facts };
    const next = decided(decide(current, command, scene.now), command);
    if (next.events.length === 0) break;
    byTime.push(...next.events);
    current = next.downtime;
  }
  return { downtime: current, events: [...events, ...byTime], byTime };
}

/** Whether a look at it now may change something. */
function waits(downtime: Downtime, now: number): boolean {
  const next = nextLook(downtime, now);
  return next !== null && (next <= now || ['warning', 'draining', 'opening'].includes(downtime.state));
}

interface Told {
  /** What somebody said; null where nobody did, and all came by rule. */
  readonly said: { readonly action: string; readonly why?: string | null | undefined } | null;
  readonly dryRun?: boolean | undefined;
}

/** Stores what became of a downtime: row, revisions, events, audit row, and what followers have to do. */
export async function record(
  scene: Scene,
  held: HeldDowntime | null,
  gone: Gone,
  { said, dryRun = false }: Told,
): Promise<Outcome> {
  const { keeper, trx, now } = scene;
  const { downtime: after, events } = gone;
  const before = held?.downtime ?? null;
  if (held && events.length === 0) {
    return { downtime: after, version: held.version, events, follows: [], dryRun };
  }
  // An event is about what the work leaves, too: those services are free again.
  const services = [...new Set([...(before?.plan.services ?? []), ...after.plan.services])];
  const names = await namesOf(trx, decidedBy(after));
  const change: Change = { before, after, events, now, catalog: scene.held.catalog, names };
  const { version } = held
    ? await saveDowntime(trx, after, held.version, now)
    : await insertDowntime(trx, after, now);
  for (const follower of keeper.followers) await follower.record?.(change, trx);
  for (const { by, ...row } of auditRows(scene.actor, gone, said)) {
    await writeAudit(trx, by, { ...row, subject: after.id, services, data: { version, ...row.data } }, now);
  }
  await haveOthersLookedAt(scene, change);
  const follows = scene.foresees ? await foreseen(scene, change, dryRun) : [];
  // Last, because its lock makes everybody else's events wait until the transaction ends.
  await appendEvents(
    trx,
    events.map((event) => ({ ...event, version, services })),
  );
  return { downtime: after, version: dryRun ? (held?.version ?? version) : version, events, follows, dryRun };
}

/** What follows from a change, by time. */
async function foreseen({ keeper, trx }: Scene, change: Change, dryRun: boolean): Promise<Consequence[]> {
  const follows: Consequence[] = [];
  for (const follower of keeper.followers) follows.push(...(await follower.foresee(change, trx, { dryRun })));
  return follows.sort(bySoonest);
}

/** Ids of those whose decisions people are told of, before and with the change. */
function decidedBy({ waivers, proposal }: Downtime): string[] {
  const people = [proposal?.by, ...waivers.flatMap(({ by, secondPerson }) => [by, secondPerson])];
  return people.filter((id) => id != null);
}

/** A line for what was said and what came of it at once, then one for each thing that came by rule. */
function auditRows(actor: Actor, { events, byTime }: Gone, said: Told['said']) {
  const atOnce = said ? events.slice(0, events.length - byTime.length) : [];
  const rule: Actor = { ...lull, request: actor.request };
  return [
    ...(said ? [{ by: actor, ...said, data: { events: atOnce.map(({ kind }) => kind) } }] : []),
    ...events.slice(atOnce.length).map(({ kind, why }) => ({ by: rule, action: kind, why, data: {} })),
  ];
}

const bySoonest = (a: Consequence, b: Consequence): number =>
  (a.at ?? Number.NEGATIVE_INFINITY) - (b.at ?? Number.NEGATIVE_INFINITY) || 0;

const growing: ReadonlySet<DowntimeEvent['kind']> = new Set(['downtime.extended', 'downtime.resumed']);

/** Whether it now takes up what rules may have given to others. */
function takesMore({ before, after, events }: Change): boolean {
  return events.some(({ kind }) => growing.has(kind)) || after.waivers.length > (before?.waivers.length ?? 0);
}

/** Those in whose way it comes, and those in whose way it was. */
async function haveOthersLookedAt(scene: Scene, change: Change): Promise<void> {
  const { before, after } = change;
  const was = before && busy(before);
  const is = busy(after);
  if (was && (!is || !contains(is, was) || before.plan !== after.plan)) {
    await lookAgainAround(scene, before, was, { flagged: true });
  }
  if (is && takesMore(change)) await lookAgainAround(scene, after, is);
}

async function lookAgainAround(
  { trx, held, now }: Scene,
  { plan, id }: Downtime,
  during: Interval,
  which: Pick<LookAgain, 'flagged'> = {},
): Promise<void> {
  const services = relatedServices(held.catalog, plan.services);
  const people = [plan.owner, ...plan.people];
  await lookAgain(trx, now, { ...which, during, busyWith: { services, people }, except: id });
}
