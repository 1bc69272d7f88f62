import { DAY, type Instant } from '../time/instant.ts';
import { ANSWERED_AT_ONCE, type RecurrenceRule, recurrence } from '../time/recurrence.ts';
import { wallClock } from '../time/wallclock.ts';
import { changesOf } from './changes.ts';
import type { Downtime, Occurrence, Plan } from './contract.ts';
import { isEnd } from './states.ts';

/** Work that comes again: one downtime per occurrence, each of which can be moved by itself. */
export interface Series {
  readonly id: string;
  /** What each occurrence is meant to be; its start comes from the recurrence. */
  readonly plan: Omit<Plan, 'start'>;
  /** When it comes, as a window is written; it lasts as long as the plan takes. */
  readonly recurrence: Omit<RecurrenceRule, 'duration'>;
  /** From this instant on nothing begins any more; null while it goes on. */
  readonly endsAt: Instant | null;
}

/** A downtime that the series wants: what to draft and then to schedule. */
export interface Slot {
  readonly plan: Plan & { readonly start: Instant };
  readonly occurrence: Occurrence;
}

/** What a change of a series means for the downtimes that it made. */
export interface SeriesChanges {
  readonly make: readonly Slot[];
  /** To be edited where it is a draft, else revised, with `bySeries` the slot's start. */
  readonly change: readonly { readonly downtime: Downtime; readonly slot: Slot }[];
  /** To be cancelled, with `bySeries` its occurrence's start. */
  readonly cancel: readonly Downtime[];
  /** Drafts that nobody moved and that are as the series says: they were not promised yet. */
  readonly unpromised: readonly Downtime[];
  /** Those that are not over and do not change with the series, and why. */
  readonly keep: readonly Kept[];
}

/** A downtime that a change of its series leaves as it is. */
export interface Kept {
  readonly downtime: Downtime;
  readonly because: 'moved' | 'go-no-go' | 'begun' | 'due';
}

/**
 * The downtimes that a series begins from `madeUntil` on and before `until`, in order.
 *
 * @throws LullError for a recurrence that can't be: `unknown-zone`, `bad-instant`, `bad-rule`, `bad-duration`
 * @example occurrencesToMake(series, madeUntil, madeUntil + 35 * DAY)
 */
export function occurrencesToMake(series: Series, madeUntil: Instant, until: Instant): Slot[] {
  const { id, plan } = series;
  const end = Math.min(until, series.endsAt ?? until);
  const rule = recurrence({ ...series.recurrence, duration: { days: 0, ms: plan.takes } });
  const slots: Slot[] = [];
  for (let from = madeUntil; from < end; from += ANSWERED_AT_ONCE) {
    const period = { start: from, end: Math.min(from + ANSWERED_AT_ONCE, end) };
    for (const { start } of rule.between(period)) {
      if (start < from) continue;
      slots.push({ plan: { ...plan, start }, occurrence: { series: id, start, moved: false } });
    }
  }
  return slots;
}

/**
 * What a change of a series, or its end, does to the downtimes that it made. Those that somebody moved or
 * cancelled stay as they are and keep their day; those in go/no-go or begun do, too. The others become what
 * the series now says of their start, else of their day; what it no longer says is cancelled.
 *
 * @param made the downtimes of the series from a day before `now` on, by their occurrences, ended ones too,
 * and all that are not over
 * @param madeUntil up to where its occurrences were made
 * @throws LullError as {@link occurrencesToMake}
 * @example seriesChanges({ ...series, endsAt: now }, made, now, madeUntil).cancel // all that nobody moved
 */
export function seriesChanges(
  series: Series,
  made: readonly Downtime[],
  now: Instant,
  madeUntil: Instant,
): SeriesChanges {
  const slots = occurrencesToMake(series, now + 1, madeUntil);
  const mine = made.filter(({ occurrence }) => occurrence?.series === series.id);
  const following = mine.filter((downtime) => follows(downtime) && downtime.occurrence!.start > now);
  const settled = mine.filter((downtime) => !following.includes(downtime) && !calledOffBySeries(downtime));
  const pairs = pair([...settled, ...following], slots, series.recurrence.zone);

  const given = new Set(pairs.map(({ slot }) => slot));
  const make = slots.filter((slot) => !given.has(slot));
  const change: { downtime: Downtime; slot: Slot }[] = [];
  const cancel: Downtime[] = [];
  const unpromised: Downtime[] = [];
  for (const { downtime, slot } of pairs.slice(settled.length)) {
    if (!slot) cancel.push(downtime);
    else if (says(slot, downtime)) {
      if (downtime.state === 'draft') unpromised.push(downtime);
    } else if (downtime.state !== 'awaiting-approval') change.push({ downtime, slot });
    else {
      // What somebody is asked to approve isn't changed under their eyes: it is proposed anew.
      cancel.push(downtime);
      make.push(slot);
    }
  }
  make.sort((a, b) => a.plan.start - b.plan.start);
  const keep = settled
    .filter(({ state }) => !isEnd(state))
    .map((downtime): Kept => ({ downtime, because: whyKept(downtime) }));
  return { make, change, cancel, unpromised, keep };
}

function whyKept(downtime: Downtime): Kept['because'] {
  if (downtime.state === 'warning') return 'go-no-go';
  if (!beforeGoNoGo(downtime)) return 'begun';
  return downtime.occurrence!.moved ? 'moved' : 'due';
}

/** Whether the downtime is what its series says, so that it changes with it. */
function follows(downtime: Downtime): boolean {
  return !downtime.occurrence!.moved && beforeGoNoGo(downtime);
}

function beforeGoNoGo({ state }: Downtime): boolean {
  return state === 'draft' || state === 'awaiting-approval' || state === 'scheduled';
}

function calledOffBySeries({ occurrence, state }: Downtime): boolean {
  return !occurrence!.moved && state === 'cancelled';
}

function says(slot: Slot, { plan, occurrence }: Downtime): boolean {
  return occurrence!.start === slot.occurrence.start && changesOf(plan, slot.plan).length === 0;
}

/** Gives each downtime the slot of its start, else the first left of its day in the zone, else none. */
function pair(downtimes: readonly Downtime[], slots: readonly Slot[], zone: string) {
  const clock = wallClock(zone);
  const dayOf = ({ start }: { start: Instant }) => Math.floor(clock.shows(start) / DAY);
  const free = new Map(slots.map((slot) => [slot.occurrence.start, slot]));
  const found = new Map<Downtime, Slot>();
  const take = (downtime: Downtime, slot: Slot | undefined): void => {
    if (!slot) return;
    free.delete(slot.occurrence.start);
    found.set(downtime, slot);
  };
  for (const downtime of downtimes) take(downtime, free.get(downtime.occurrence!.start));
  const left = Map.groupBy(free.values(), ({ occurrence }) => dayOf(occurrence));
  for (const downtime of downtimes) {
    if (!found.has(downtime)) take(downtime, left.get(dayOf(downtime.occurrence!))?.shift());
  }
  return downtimes.map((downtime) => ({ downtime, slot: found.get(downtime) ?? null }));
}
