import { rangeNames } from './ranges.ts';
import { peer, type Summary } from './summary.ts';

/** Of the peer's excess, at most: with a clean history, what is aimed at, and when the history is damaged. */
const goals = { clean: 1, aim: 0.9, damaged: 0.25 } as const;
/** The alpha of the interval score that the goal is judged by: a range of 10 to 90 % misses this share. */
const alpha = 0.2;

const met = (isMet: boolean) => (isMet ? 'met' : 'not met');

/** The goals for the moments and for the range, and whether each is met; nothing without the peer. */
export function goalsOf({ methods, paired, ranges }: Summary): string[] {
  if (paired.length === 0) return [];
  const excessOf = (method: string, damage: string) =>
    methods.find((each) => each.method === method && each.damage === damage)!.excess;
  const lines = paired.map(({ damage, ratio }) => {
    const found = ratio.toFixed(2);
    return damage === 'clean'
      ? `- Goal with a clean history: no worse than the ${peer}: **${met(ratio <= goals.clean)}** (${found});` +
          ` the aim, better by 10 %: **${met(ratio <= goals.aim)}**.`
      : `- Goal with ${damage}: at most a quarter of the excess of the ${peer}:` +
          ` **${met(ratio <= goals.damaged)}** (${found}).`;
  });
  const missed = paired.filter(({ damage, ratio }) => damage !== 'clean' && ratio > goals.damaged);
  if (missed.length > 0) {
    const clean = excessOf('ours', 'clean').toFixed(3);
    const ours = missed.map(({ damage }) => excessOf('ours', damage).toFixed(3)).join(', ');
    const theirs = missed.map(({ damage }) => excessOf(peer, damage).toFixed(3)).join(', ');
    lines.push(
      `- Why not: damaged, ours stays near its clean excess (${ours} beside ${clean}); a quarter needs the` +
        ` peer's to rise to four times that, and it rises to ${theirs}.`,
    );
  }
  const score = (name: string) =>
    ranges.find(({ range, damage }) => range === name && damage === 'clean')!.scores[alpha]!;
  const [ours, ...others] = rangeNames.map(score);
  lines.push(
    `- Goal for the range: interval score (alpha ${alpha}) not above that of the last 8 weeks:` +
      ` **${met(others.every((other) => ours! <= other))}**.`,
  );
  return ['', ...lines];
}
