import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answer, Refusal } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';
import { isoLength } from '../../time/lengths.ts';
import { lengthOf } from '../../time/show.ts';
import { HOUR } from './grid/clock.ts';
import type { Span } from './grid/days.ts';
import { summing } from './harm.ts';
import type { Named, OnWeek } from './heatmap.tsx';
import type { Mode } from './settings.ts';

type Foresight = Answer<'foreseeHarm'>;
type Unit = NonNullable<Foresight['harm']>['unit'];

/** What work costs from a moment on, reckoned in the browser, with the range that the last weeks support. */
export interface HarmHere {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly unit: Unit;
}

/** The time ahead as the page draws and reckons with it. Instants are UTC milliseconds. */
export interface Ahead extends OnWeek {
  /** The starts that the rules allow. */
  readonly open: readonly Span[];
  /** Null where nothing is known of the traffic. */
  readonly unit: Unit | null;
  readonly harmOver: ((from: number, to: number) => number) | null;
  readonly harmAt: (at: number) => HarmHere | null;
  /** The greatest harm of an hour. */
  readonly most: number;
  readonly holidays: Foresight['holidays'];
  readonly has: { readonly windows: boolean; readonly freezes: boolean; readonly downtimes: boolean };
}

/** The work that a moment is looked for. Lengths in milliseconds. */
interface Question {
  readonly service: string;
  readonly takes: number;
  readonly rollback: number;
  readonly mode: Mode;
  /** UTC milliseconds; null for now. */
  readonly from: number | null;
  readonly days: number;
}

/** The time ahead, and the best moments in it. */
export function useAhead({ service, takes, rollback, mode, from, days }: Question): {
  readonly ahead: Ahead | null;
  readonly ranked: UseQueryResult<Answer<'rankMoments'>, Refusal>;
  readonly error: Refusal | null;
} {
  const horizon = `P${days}D`;
  const begin = from === null ? {} : { from: new Date(from).toISOString() };
  const work = { service, takes: isoLength(takes), rollback: isoLength(rollback), mode, horizon, ...begin };
  const { data, error } = useAsk('foreseeHarm', { query: work });
  const ranked = useAsk('rankMoments', { query: work });
  const ahead = useMemo(() => (data ? aheadOf(data, takes) : null), [data, takes]);
  return { ahead, ranked, error };
}

/**
 * Whether the rules let work begin then, as far as is known.
 *
 * @param at UTC milliseconds
 */
export function isOpenAt(ahead: Ahead | null, at: number): boolean {
  return ahead?.open.some(({ start, end }) => start <= at && at < end) ?? false;
}

/**
 * What the server foresees, as the page reckons with it.
 *
 * @param takes milliseconds
 */
export function aheadOf(told: Foresight, takes: number): Ahead {
  const { harm, holidays } = told;
  const on = {
    windows: told.windows.map((one) => named(one, one.name)),
    freezes: told.freezes.map((one) => named(one, one.reason ? `${one.name}: ${one.reason}` : one.name)),
    downtimes: told.taken.map((one) => named(one, one.message)),
  };
  const has = {
    windows: on.windows.length > 0,
    freezes: on.freezes.length > 0,
    downtimes: on.downtimes.length > 0,
  };
  const rules = { ...on, has, holidays, open: told.open.map(spanOf) };
  if (harm === null) return { ...rules, unit: null, harmOver: null, harmAt: () => null, most: 0 };
  const { unit, range } = harm;
  const [first, last] = [Date.parse(told.horizon.start), Date.parse(told.horizon.end)];
  const harmOver = summing({
    start: Date.parse(harm.start),
    step: lengthOf(harm.step),
    values: harm.expected,
  });
  const [rangeStart, rangeStep] = [Date.parse(range.start), lengthOf(range.step)];
  const harmAt = (at: number): HarmHere => {
    const place = Math.min(range.low.length - 1, Math.max(0, Math.floor((at - rangeStart) / rangeStep)));
    const expected = harmOver(at, at + takes);
    return { expected, low: expected * range.low[place]!, high: expected * range.high[place]!, unit };
  };
  let most = 0;
  for (let at = first; at < last; at += HOUR) most = Math.max(most, harmOver(at, at + HOUR));
  return { ...rules, unit, harmOver, harmAt, most };
}

function spanOf({ start, end }: { readonly start: string; readonly end: string }): Span {
  return { start: Date.parse(start), end: Date.parse(end) };
}

function named(period: { readonly start: string; readonly end: string }, name: string): Named {
  return { key: name, name, ...spanOf(period) };
}
