import { DAY, HOUR, type Instant, WEEK } from '../time/instant.ts';
import { spokenLength } from '../time/spoken.ts';
import { countKnown, median } from './numbers.ts';
import { type Profile, type ProfiledWeeks, profileOf } from './profile.ts';
import type { Warning } from './reading.ts';

/** How far a forecast can be trusted. */
export type Confidence = 'high' | 'medium' | 'low';

/** What the trust in a forecast is judged by. */
export interface Evidence extends ProfiledWeeks {
  /** Weeks of which at least half is known. */
  readonly usable: number;
  /** Length of the history and its end. */
  readonly length: number;
  readonly end: Instant;
  readonly now: Instant;
}

/** Below this the week's shape foretells next to nothing, above the other one it foretells most. */
const patternFrom = 0.1;
const clearFrom = 0.5;
/** Hours that differ by less than this share are the same. */
const rounding = 1e-9;
/** A level changed when the last week is this much above or below the weeks before. */
const levelChange = 1.6;
/** A history that ended longer than this before the present may no longer be what comes. */
export const staleAfter = 15 * DAY;
/** Weeks that a good profile needs. */
const enoughWeeks = 4;

/**
 * How much of what the last week differed from its mean the weeks before it foretold, hour by hour: 1 is all,
 * 0 no more than a flat line, less is worse than that. With less than two weeks the last day is foretold from
 * the days before. NaN when there is nothing to foretell from.
 *
 * @example patternSkill({ weeks, values: weeks.values }) // 0.86
 */
function patternSkill({ weeks, values }: Pick<ProfiledWeeks, 'weeks' | 'values'>): number {
  const { slots, slotsPerDay, step } = weeks;
  const held = weeks.weeks > 1 ? slots : slotsPerDay;
  const from = values.length - held;
  const earlier = values.slice().fill(Number.NaN, from);
  if (earlier.every(Number.isNaN)) return Number.NaN;
  const { shape } = profileOf(weeks, earlier);
  const perHour = Math.max(1, Math.round(HOUR / step));
  const actual: number[] = [];
  const foretold: number[] = [];
  for (let start = from; start + perHour <= values.length; start += perHour) {
    let sum = 0;
    let usual = 0;
    for (let cell = start; cell < start + perHour; cell++) {
      sum += values[cell]!;
      usual += shape[cell % slots]!;
    }
    if (Number.isNaN(sum)) continue;
    actual.push(sum);
    foretold.push(usual);
  }
  if (actual.length === 0) return Number.NaN;
  const total = (list: number[]) => list.reduce((sum, each) => sum + each, 0);
  const scale = total(actual) / total(foretold);
  const flat = total(actual) / actual.length;
  const differed = total(actual.map((each) => Math.abs(each - flat)));
  if (differed <= rounding * total(actual)) return 0;
  const missed = total(actual.map((each, i) => Math.abs(each - scale * foretold[i]!)));
  return 1 - missed / differed;
}

/** Last week's level by that of the weeks before, NaN when one of them is unknown. */
function lastChange({ levels }: Profile): number {
  return levels.at(-1)! / median(levels.subarray(Math.max(0, levels.length - 9), -1));
}

const days = (length: number) =>
  length >= 2 * DAY ? `${Math.floor(length / DAY)} days` : `${Math.max(1, Math.round(length / HOUR))} hours`;

/**
 * Whether the forecast can be trusted, and what a person should know who does.
 *
 * @returns warnings by stable code: `short-history`, `no-pattern`, `mostly-missing`, `changed-level`,
 * `coarse-steps`
 * @example trustIn(evidence) // { confidence: 'high', warnings: [] }
 */
export function trustIn(evidence: Evidence): { confidence: Confidence; warnings: Warning[] } {
  const { weeks, values, profile, usable, length, end, now } = evidence;
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  const skill = patternSkill(evidence);
  const change = lastChange(profile);
  const mostlyMissing = countKnown(values) < 0.5 * Math.min(values.length, length / weeks.step);
  const short = length < 2 * WEEK;
  const changed = change > levelChange || change < 1 / levelChange;
  const stale = now - end > staleAfter;

  if (short) {
    warn(
      'short-history',
      `The history holds only ${days(length)}: the plan leans on the hour of the day; four weeks make a good one.`,
    );
  }
  if (profile.level === 0) {
    warn('no-pattern', 'Nothing was counted in the whole history: every moment looks the same.');
  } else if (Number.isNaN(skill) && !short) {
    warn(
      'no-pattern',
      'Too little is known of the last week, or before it, to tell how well the traffic repeats.',
    );
  } else if (skill < patternFrom) {
    warn(
      'no-pattern',
      'The traffic has no weekly pattern that foretells the last week better than a flat line would.',
    );
  }
  if (mostlyMissing) {
    warn('mostly-missing', 'More than half of the history is missing or masked.');
  }
  if (changed) {
    const times = change > 1 ? `${change.toFixed(1)} times` : `${Math.round(change * 100)} % of`;
    warn(
      'changed-level',
      `Last week's traffic was ${times} that of the weeks before: harm may be off by that.`,
    );
  }
  if (weeks.step > HOUR) {
    warn(
      'coarse-steps',
      `The traffic is known in steps of ${spokenLength(weeks.step)}: what happens within one can't be told.`,
    );
  }
  const low = length <= WEEK || profile.level === 0 || !(skill >= patternFrom) || mostlyMissing;
  const high = usable >= enoughWeeks && skill >= clearFrom && !changed && !stale && weeks.step <= HOUR;
  return { confidence: low ? 'low' : high ? 'high' : 'medium', warnings };
}
