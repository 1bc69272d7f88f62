import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DAY, HOUR, WEEK } from '../../packages/lull/src/time/instant.ts';
import type { Interval } from '../../packages/lull/src/time/interval.ts';
import { forecast } from '../../packages/lull/src/traffic/forecast.ts';
import { mean } from '../../packages/lull/src/traffic/numbers.ts';
import type { Series } from '../../packages/lull/src/traffic/series.ts';
import { type LocalWeeks, localWeeks } from '../../packages/lull/src/traffic/weeks.ts';

/** Gives what it expects in each bucket of the horizon, which begins where the history ends. */
export type Method = (history: Series, zone: string, horizon: Interval) => Float64Array;

const bucketsOf = ({ start, end }: Interval, step: number) => Math.round((end - start) / step);

const ours: Method = (history, zone, horizon) =>
  forecast(history, { now: horizon.start, zone, horizon }).expected;

/** The same hour of the week on the wall clock, averaged over the last weeks; what is unknown is left out. */
function meanOfWeeks(count: number): Method {
  return (history, zone, horizon) => {
    const weeks: LocalWeeks = localWeeks(history, zone, count);
    const shape = Float64Array.from({ length: weeks.slots }, (_, slot) =>
      mean(Float64Array.from({ length: weeks.weeks }, (_, week) => weeks.values[week * weeks.slots + slot]!)),
    );
    const cells = weeks.cellsOf(horizon.start, bucketsOf(horizon, history.step));
    return Float64Array.from(cells, (cell) => shape[cell % weeks.slots]!);
  };
}

/** The team's habit, as an expectation: nothing from Sunday 02:00 local time on, growing with the time after it. */
const sunday: Method = (history, zone, horizon) => {
  const weeks = localWeeks(history, zone, 1);
  const cells = weeks.cellsOf(horizon.start, bucketsOf(horizon, history.step));
  const first = Math.round((6 * DAY + 2 * HOUR) / history.step);
  return Float64Array.from(cells, (cell) => {
    const slot = cell % weeks.slots;
    const monday = Math.round((weeks.dayOfWeek[slot]! * DAY) / history.step) + weeks.slotOfDay[slot]!;
    return (monday - first + weeks.slots) % weeks.slots;
  });
};

/** MSTL with ETS on the last eight weeks (periods a day and a week), gaps filled from the week before. */
async function mstl(): Promise<Method> {
  const { default: init, MSTL } = await import('@bsull/augurs/mstl');
  const wasm = fileURLToPath(import.meta.resolve('@bsull/augurs/mstl').replace('mstl.js', 'mstl_bg.wasm'));
  await init({ module_or_path: readFileSync(wasm) });
  return (history, _zone, horizon) => {
    const { step } = history;
    const week = Math.round(WEEK / step);
    const values = history.values.slice(-8 * week);
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]!)) values[i] = values[i - week] ?? values[i - 1] ?? 0;
    }
    const model = MSTL.ets([Math.round(DAY / step), week]);
    try {
      model.fit(values);
      return Float64Array.from(model.predict(bucketsOf(horizon, step)).point);
    } finally {
      model.free();
    }
  };
}

/** Every method by its name in the tables; MSTL+ETS only where its package is installed. */
export async function loadMethods(names: readonly string[]): Promise<Map<string, Method>> {
  const all: Record<string, () => Method | Promise<Method>> = {
    ours: () => ours,
    'mean of 4 weeks': () => meanOfWeeks(4),
    'mean of 8 weeks': () => meanOfWeeks(8),
    'last week': () => meanOfWeeks(1),
    'Sunday 02:00': () => sunday,
    'MSTL+ETS': mstl,
  };
  const chosen = names.length ? names : Object.keys(all);
  const methods = new Map<string, Method>();
  for (const name of chosen) {
    const load = all[name];
    if (!load) throw new Error(`No method "${name}": use ${Object.keys(all).join(', ')}`);
    methods.set(name, await load());
  }
  return methods;
}
