import { type Damage, damages } from './damage.ts';
import { goalsOf } from './goals.ts';
import { alphas, rangeNames } from './ranges.ts';
import { peer, type Summary } from './summary.ts';

const head = (cells: readonly string[]) => [
  `| ${cells.join(' | ')} |`,
  `| ${cells.map(() => '---').join(' | ')} |`,
];
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The summary as tables in Markdown, the way that they stand in docs/benchmarks.md. */
export function tablesOf(what: string, summary: Summary): string[] {
  const { methods, paired, ranges } = summary;
  const excess = (method: string, damage: Damage) =>
    methods.find((each) => each.method === method && each.damage === damage)!.excess.toFixed(3);
  const names = [...new Set(methods.map((each) => each.method))];
  const lines = [
    `${what}: ${summary.series} series, ${summary.cuts} cuts, horizons of 7 and 14 days, windows of 1, 2, 4 and 8 h,` +
      ` ${summary.choices.toLocaleString('en')} choices of each method. Every series counts the same.`,
    '',
    ...head(['excess harm, history', ...damages]),
    ...names.map((name) => row([name, ...damages.map((damage) => excess(name, damage))])),
  ];
  if (paired.length) {
    const bounds = paired.map(
      ({ ratio, low, high }) => `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
    );
    lines.push(row([`ours / ${peer} (95 % bootstrap)`, ...bounds]));
  }
  lines.push(
    '',
    '*Lost logs*: 30 hours of the last four weeks hold nothing. *Maintenances*: the same 4 hours, at a random' +
      ' minute of the week, hold nothing in three of the last four weeks; *quiet* ones lie where the week has' +
      ' least traffic,' +
      ' *daytime* ones begin between 09:00 and 13:00 of a working day in each of the last three weeks.',
    ...goalsOf(summary),
    '',
    ...head([
      'range of the windows that we choose, clean history',
      'holds what happened',
      ...alphas.map((alpha) => `interval score, alpha ${alpha}`),
    ]),
    ...rangeNames.map((name) => {
      const { coverage, scores } = ranges.find((each) => each.range === name && each.damage === 'clean')!;
      return row([
        name,
        `${Math.round(coverage * 100)} %`,
        ...alphas.map((alpha) => scores[alpha]!.toFixed(3)),
      ]);
    }),
  );
  return lines;
}
