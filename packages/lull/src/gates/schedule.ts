import { tenantHash } from '@lull/gate/node';
import type { GateStateName, Match, Period } from '@lull/gate/protocol';
import type { ServiceGates } from '../catalog/gates.ts';
import type { Downtime, State } from '../downtime/contract.ts';
import { beginBefore, HOLD_CAP } from '../downtime/moments.ts';
import { hasBegun, openFlags } from '../downtime/states.ts';
import { formatDuration } from '../time/duration.ts';
import { DAY, formatInstant, HOUR, type Instant, SECOND } from '../time/instant.ts';

/** Documents may be public: what is not due within this is told to nobody. */
export const AHEAD = HOUR;

/** How long before its start it is looked at whether the work may begin: the others are told to stay open. */
export const LAST_LOOK = 2 * SECOND;

/**
 * A closing that comes unplanned is said to have begun so long ago, that it is in force at once at gates
 * whose clock is behind, be it by the hours of another time zone.
 */
const CLOCK_LEEWAY = DAY;

/** Work that began within this of its start was closed by the gates themselves. */
const ON_TIME = 5 * SECOND;

/** What a schedule is made of. */
export interface Planned {
  readonly service: string;
  readonly gates: ServiceGates | null;
  /** Those of the service that are promised, under way, or just over. */
  readonly downtimes: readonly Downtime[];
  /** Ids of those of which it is known that they cannot begin on time. */
  readonly late: ReadonlySet<string>;
  readonly now: Instant;
}

/** A schedule, and when time alone makes another one of it. */
export interface Schedule {
  readonly periods: readonly Period[];
  readonly changesAt: Instant | null;
}

/** A period in milliseconds. */
interface Stretch extends Omit<Period, 'from' | 'to' | 'retryAt'> {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly retryAt: Instant | null;
}

/**
 * What the gates of a service are to do from now on, by themselves: what refuses first, then the rest; of
 * each, work that is under way before what is due within the hour, as far as that leaves room.
 *
 * @example scheduleOf({ service: 'shop', gates: null, downtimes, late: new Set(), now }).periods[0].state
 */
export function scheduleOf(planned: Planned): Schedule {
  const { downtimes, now } = planned;
  const begun = downtimes.filter(({ state }) => hasBegun(state));
  const others = downtimes
    .filter(({ state }) => !hasBegun(state))
    .sort((a, b) => (a.plan.start ?? 0) - (b.plan.start ?? 0));
  const stretches: Stretch[] = [];
  const wanted = [...begun, ...others].flatMap((downtime) => stretchesOf(downtime, planned));
  for (const stretch of wanted.sort((a, b) => weightOf(b) - weightOf(a))) {
    const fitted = fittedInto(stretch, stretches);
    if (fitted !== null) stretches.push(fitted);
  }
  const moments = downtimes.flatMap((downtime) => momentsOf(downtime, planned)).filter((at) => at > now);
  return {
    periods: stretches.sort((a, b) => a.from - b.from).map(written),
    changesAt: moments.length > 0 ? Math.min(...moments) : null,
  };
}

/**
 * What refuses is not put off by what lets in a share, nor that by what only tells; work at risk may wait.
 */
function weightOf({ state, mode }: Stretch): number {
  if (mode === 'at-risk') return 0;
  if (state === 'warn') return 1;
  return state === 'opening' ? 2 : 3;
}

/** What the rest leaves of it: no two periods are at the same time. */
function fittedInto(stretch: Stretch, others: readonly Stretch[]): Stretch | null {
  const endless = Number.POSITIVE_INFINITY;
  let { from } = stretch;
  let to = stretch.to ?? endless;
  for (const other of [...others].sort((a, b) => a.from - b.from)) {
    const end = other.to ?? endless;
    if (end <= from || other.from >= to) continue;
    if (other.from <= from) from = end;
    else to = other.from;
  }
  return from < to ? { ...stretch, from, to: to === endless ? null : to } : null;
}

function stretchesOf(downtime: Downtime, planned: Planned): Stretch[] {
  const { state, plan } = downtime;
  const to = { ...planned, downtime };
  if (state === 'scheduled' || state === 'warning') return isDue(downtime, planned.now) ? coming(to) : [];
  if (!hasBegun(state)) return opening(to);
  if (plan.mode === 'at-risk') return [atRisk(to, downtime.actual.downAt!, downtime.expectedEnd!)];
  return state === 'opening' || downtime.failedIn === 'opening' ? opening(to) : closing(to);
}

type Of = Planned & { readonly downtime: Downtime };

function isDue({ plan }: Downtime, now: Instant): boolean {
  return plan.start! - Math.max(AHEAD, plan.warnBefore) <= now;
}

/**
 * Whether the gates may close by themselves at its start: somebody is there, and nothing stands in the way.
 */
function mayBegin(downtime: Downtime): boolean {
  return downtime.state === 'warning' && downtime.presence !== null && openFlags(downtime).length === 0;
}

function coming(of: Of): Stretch[] {
  const { downtime, gates, late } = of;
  const { plan } = downtime;
  const start = plan.start!;
  const end = start + (plan.mode === 'hold' ? Math.min(plan.takes, HOLD_CAP) : plan.takes);
  const begins = mayBegin(downtime) && !late.has(downtime.id);
  // Where nobody is there yet it may still begin late; the gates are told then.
  const warned = stretch(of, 'warn', start - plan.warnBefore, begins ? start : beginBefore(downtime));
  if (!begins) return some(warned);
  if (plan.mode === 'at-risk') return some(warned, atRisk(of, start, end));
  const drained = Math.min(end, start + plan.drainWithin);
  const share = gates?.opening && plan.mode !== 'hold' ? shareFrom(of, end, gates.opening) : null;
  return some(
    warned,
    stretch(of, 'drain', start, drained, { retryAt: end }),
    stretch(of, 'closed', drained, end, { retryAt: end }),
    share,
  );
}

/** What is under way. Once work may have begun, only a newer document opens. */
function closing(of: Of): Stretch[] {
  const { downtime, now } = of;
  const { plan, actual, emergency, expectedEnd } = downtime;
  const state = downtime.failedIn ?? downtime.state;
  const began = (actual.drainingAt ?? actual.downAt)!;
  const onTime = !emergency && began - plan.start! <= ON_TIME;
  const from = onTime ? Math.min(plan.start!, began) : began - CLOCK_LEEWAY;
  const retryAt = expectedEnd!;
  if (plan.mode === 'hold') {
    return some(stretch(of, 'closed', from, began + HOLD_CAP, { retryAt, closeIf: 'always' }));
  }
  const to = expectedEnd! > now ? expectedEnd : null;
  if (state === 'draining') {
    const drained = began + plan.drainWithin;
    const closed = stretch(of, 'closed', drained, to, { retryAt });
    const ends = closed === null ? to : drained;
    return some(stretch(of, 'drain', from, ends, { retryAt }), closed);
  }
  const told = { retryAt, reopen: 'whenTold', closeIf: 'always' } as const;
  if (state !== 'verifying') return some(stretch(of, 'closed', from, to, told));
  const checked = Math.max(actual.verifyingAt!, from);
  return some(
    stretch(of, 'closed', from, checked, told),
    stretch(of, 'verify', checked, to !== null && to > checked ? to : null, told),
  );
}

/** Visitors come back by share, where the service says so; it goes on by itself when the work is over. */
function opening(of: Of): Stretch[] {
  const { downtime, gates, now } = of;
  const { openingAt } = downtime.actual;
  const by = gates?.opening ?? null;
  const closes = downtime.plan.mode !== 'at-risk' && downtime.plan.mode !== 'hold';
  if (by === null || openingAt === null || !closes || openingAt + by.over <= now) return [];
  return some(shareFrom(of, openingAt, by));
}

function shareFrom(of: Of, from: Instant, { share, over }: NonNullable<ServiceGates['opening']>) {
  const to = from + over;
  const rising = { from: share, to: 1, over: formatDuration({ days: 0, ms: over }) };
  return stretch(of, 'opening', from, to, { retryAt: to, share: rising });
}

/** Nothing closes: people are told, for as long as it lasts. */
function atRisk(of: Of, from: Instant, end: Instant): Stretch {
  const to = end > of.now ? end : null;
  return stretch(of, 'warn', from, to, { retryAt: to })!;
}

function stretch(
  { service, gates, downtime }: Of,
  state: GateStateName,
  from: Instant,
  to: Instant | null,
  more: Partial<Pick<Stretch, 'retryAt' | 'share' | 'closeIf' | 'reopen'>> = {},
): Stretch | null {
  if (to !== null && to <= from) return null;
  const { plan, emergency, id } = downtime;
  return {
    from,
    to,
    state,
    mode: plan.mode,
    match: matchOf(service, plan, gates?.except ?? []),
    downtime: id,
    retryAt: null,
    share: null,
    closeIf: emergency ? 'always' : 'server-alive',
    reopen: 'atEnd',
    ...more,
  };
}

const some = (...all: readonly (Stretch | null)[]): Stretch[] => all.filter((one) => one !== null);

function matchOf(service: string, { mode, part }: Downtime['plan'], except: readonly string[]): Match {
  const meant = mode === 'partial' ? part : null;
  return {
    paths: [...(meant?.paths ?? [])],
    tenants: (meant?.tenants ?? []).map((tenant) => tenantHash(service, tenant)),
    methods: [],
    except: mode === 'read-only' ? [...except] : [],
  };
}

/** When time alone may make its periods others. */
function momentsOf(downtime: Downtime, { now, gates }: Planned): Instant[] {
  const { state, plan, actual, expectedEnd } = downtime;
  const start = plan.start ?? 0;
  if (state === 'scheduled' || state === 'warning') {
    const look = start - LAST_LOOK;
    return [start - Math.max(AHEAD, plan.warnBefore), look <= now ? now + SECOND : look];
  }
  const over = actual.openingAt !== null && gates?.opening ? actual.openingAt + gates.opening.over : 0;
  return waits.has(state) ? [expectedEnd!, over] : [over];
}

const waits: ReadonlySet<State> = new Set(['draining', 'down', 'verifying', 'failed']);

function written({ from, to, retryAt, ...period }: Stretch): Period {
  return {
    ...period,
    from: formatInstant(from),
    to: to === null ? null : formatInstant(to),
    retryAt: retryAt === null ? null : formatInstant(retryAt),
  };
}
