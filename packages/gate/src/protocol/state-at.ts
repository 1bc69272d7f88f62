import type { GateMode, GateStateName, Match } from './document.ts';
import type { GateDocument, GatePeriod } from './read-document.ts';
import type { Instant } from './times.ts';

/** How long before a closing the server must have been heard, where it closes only with the server alive. */
export const FRESH = 60_000;

/** What a gate does at one instant. */
export interface GateState {
  readonly state: GateStateName;
  readonly mode: GateMode;
  readonly match: Match;
  /** Id of the downtime; null when there is none now. */
  readonly downtime: string | null;
  /** When visitors may come back, as far as it is known. */
  readonly retryAt: Instant | null;
  /** The share of visitors that is let in, 0 to 1; less than 1 only while opening. */
  readonly share: number;
  /** When the answer is another, unless something is heard before; null for never. */
  readonly until: Instant | null;
  /**
   * Why: by the schedule; open because the server was lost before a closing; shut beyond its end because
   * nobody said that it may open. A gate that follows has two reasons more: a person's word, and that it has
   * no document.
   */
  readonly why: 'schedule' | 'server-lost' | 'not-told' | 'override' | 'unknown';
}

const nothing: Match = { paths: [], tenants: [], methods: [], except: [] };

/** Open, with nothing to tell. */
export const open: GateState = {
  state: 'open',
  mode: 'full',
  match: nothing,
  downtime: null,
  retryAt: null,
  share: 1,
  until: null,
  why: 'schedule',
};

/**
 * What a gate that holds this document does at an instant. The one place that decides it, for every gate.
 *
 * @param heardAt when the server was last heard, on the gate's clock; null for never
 * @example stateAt(document, now, heardAt).state // 'closed'
 */
export function stateAt(
  document: Pick<GateDocument, 'schedule' | 'issuedAt'>,
  instant: Instant,
  heardAt: Instant | null,
): GateState {
  const { schedule } = document;
  const next = schedule.find(({ from }) => from > instant)?.from ?? null;
  const i = schedule.findLastIndex(({ from }) => from <= instant);
  const period = schedule[i];
  const isNow = period !== undefined && (period.to === null || instant < period.to);
  const isLost = isNow && closes(period) && isSkipped(schedule, period, heardAt);
  if (isNow && !isLost && shuts(period)) return inForce(period, instant, earliest(period.to, next));
  const waiting = waitingAt(document, i, instant, heardAt);
  if (waiting) return { ...inForce(waiting, instant, next), why: 'not-told' };
  if (isLost) return { ...open, until: earliest(period.to, next), why: 'server-lost' };
  return isNow ? inForce(period, instant, earliest(period.to, next)) : { ...open, until: next };
}

function inForce(period: GatePeriod, instant: Instant, until: Instant | null): GateState {
  const { state, mode, match, downtime, retryAt } = period;
  return { state, mode, match, downtime, retryAt, share: shareAt(period, instant), until, why: 'schedule' };
}

/** The latest closing that is over by the schedule, but opens only when told, and nobody told. */
function waitingAt(
  { schedule, issuedAt }: Pick<GateDocument, 'schedule' | 'issuedAt'>,
  i: number,
  instant: Instant,
  heardAt: Instant | null,
): GatePeriod | undefined {
  const released = new Set<string>();
  for (const period of schedule.slice(0, i + 1).reverse()) {
    const { from, to, downtime, reopen } = period;
    const waits = shuts(period) && reopen === 'whenTold' && to !== null && to <= instant;
    if (waits && !released.has(downtime) && !isSkipped(schedule, period, heardAt)) return period;
    // What its own downtime goes on with: planned so, or begun before the server wrote this.
    if (shuts(period) || reopen === 'atEnd' || from <= issuedAt) released.add(downtime);
  }
  return undefined;
}

/** Whether it refuses anybody; opening lets a share in and is on its way out. */
export function shuts({ state }: Pick<GatePeriod, 'state'>): boolean {
  return state === 'drain' || state === 'closed' || state === 'verify';
}

/** Whether it keeps out anybody, were it only some for a while. */
function closes(period: GatePeriod): boolean {
  return shuts(period) || period.state === 'opening';
}

/** A closing in which nobody would do the work: its server was lost before it began. */
function isSkipped(
  schedule: readonly GatePeriod[],
  { downtime }: GatePeriod,
  heardAt: Instant | null,
): boolean {
  const first = schedule.find((period) => period.downtime === downtime && closes(period))!;
  return first.closeIf === 'server-alive' && (heardAt === null || heardAt < first.from - FRESH);
}

function shareAt({ state, share, from }: GatePeriod, instant: Instant): number {
  if (state !== 'opening' || share === null) return 1;
  const passed = share.over === 0 ? 1 : Math.min(1, (instant - from) / share.over);
  return share.from + (share.to - share.from) * passed;
}

function earliest(...instants: (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}
