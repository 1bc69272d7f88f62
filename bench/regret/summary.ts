import { type Cuts, pairedRatio } from './bootstrap.ts';
import { type Damage, damages } from './damage.ts';
import type { Choice } from './evaluate.ts';
import { seedOf, uniform } from './random.ts';
import { alphas, intervalScore, rangeNames } from './ranges.ts';

/** The peer that the goals are set against. */
export const peer = 'mean of 4 weeks';

/** How one method did under one damage. */
export interface MethodResult {
  readonly damage: Damage;
  readonly method: string;
  /** Mean excess: every series counts the same. */
  readonly excess: number;
  /** Mean excess over all choices. */
  readonly excessByChoice: number;
}

/** Ours by the peer under one damage, with its bootstrap bounds. */
export interface PairedResult {
  readonly damage: Damage;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** How one kind of range did under one damage, on the windows that we choose. */
export interface RangeResult {
  readonly damage: Damage;
  readonly range: string;
  /** Share of what happened that was in the range. */
  readonly coverage: number;
  /** Interval score in shares of the mean window, by alpha. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface Summary {
  readonly series: number;
  readonly cuts: number;
  readonly choices: number;
  readonly methods: readonly MethodResult[];
  readonly paired: readonly PairedResult[];
  readonly ranges: readonly RangeResult[];
}

const mean = (figures: readonly number[]) => figures.reduce((sum, each) => sum + each, 0) / figures.length;

/** Mean over the series of the mean over each one's choices. */
function meanBySeries(choices: readonly Choice[], figure: (choice: Choice) => number): number {
  return mean(
    [...Map.groupBy(choices, (choice) => choice.series).values()].map((own) => mean(own.map(figure))),
  );
}

function cutsOfSeries(choices: readonly Choice[]): Cuts[] {
  return [...Map.groupBy(choices, (choice) => choice.series).values()].map((own) =>
    [...Map.groupBy(own, (choice) => choice.cut).values()].map((cut) => ({
      ours: mean(cut.map((choice) => choice.excess.ours!)),
      theirs: mean(cut.map((choice) => choice.excess[peer]!)),
    })),
  );
}

export function summarise(choices: readonly Choice[]): Summary {
  const methods = Object.keys(choices[0]?.excess ?? {});
  const under = (damage: Damage) => choices.filter((choice) => choice.damage === damage);
  const held = ({ low, high }: { low: number; high: number }, actual: number) =>
    low <= actual && actual <= high;
  return {
    series: new Set(choices.map((choice) => choice.series)).size,
    cuts: new Set(choices.map((choice) => `${choice.series} ${choice.cut}`)).size,
    choices: choices.length,
    methods: damages.flatMap((damage) =>
      methods.map((method) => ({
        damage,
        method,
        excess: meanBySeries(under(damage), (choice) => choice.excess[method]!),
        excessByChoice: mean(under(damage).map((choice) => choice.excess[method]!)),
      })),
    ),
    paired:
      methods.includes('ours') && methods.includes(peer)
        ? damages.map((damage) => ({
            damage,
            ...pairedRatio(cutsOfSeries(under(damage)), uniform(seedOf(damage, 1))),
          }))
        : [],
    ranges: damages.flatMap((damage) =>
      rangeNames.map((range) => ({
        damage,
        range,
        coverage: meanBySeries(under(damage), (choice) =>
          held(choice.ranges[range]!, choice.actual) ? 1 : 0,
        ),
        scores: Object.fromEntries(
          alphas.map((alpha) => [
            alpha,
            meanBySeries(under(damage), (choice) =>
              intervalScore(choice.ranges[range]!, choice.actual, alpha),
            ),
          ]),
        ),
      })),
    ),
  };
}
