/** What each cut of one series gave, in the order of time. */
export type Cuts = readonly { readonly ours: number; readonly theirs: number }[];

/** Neighbouring cuts share most of their history: they are drawn together, this many at a time. */
const blockLength = 4;

/** Mean over the series of the mean over their cuts: every series counts the same. */
function ratioOf(series: readonly Cuts[]): number {
  let ours = 0;
  let theirs = 0;
  for (const cuts of series) {
    ours += cuts.reduce((sum, cut) => sum + cut.ours, 0) / cuts.length;
    theirs += cuts.reduce((sum, cut) => sum + cut.theirs, 0) / cuts.length;
  }
  return ours / theirs;
}

function redraw(cuts: Cuts, next: () => number): Cuts {
  const drawn: Cuts[number][] = [];
  const blocks = Math.max(1, cuts.length - blockLength + 1);
  while (drawn.length < cuts.length) {
    const from = Math.floor(next() * blocks);
    drawn.push(...cuts.slice(from, from + Math.min(blockLength, cuts.length - drawn.length)));
  }
  return drawn;
}

/**
 * The ratio ours / theirs on the same cuts, with the bounds between which 95 % of a two-stage bootstrap lies: series
 * are drawn with replacement, then blocks of cuts within each (Künsch, 1989).
 */
export function pairedRatio(series: readonly Cuts[], next: () => number, draws = 2000) {
  const ratios = Float64Array.from({ length: draws }, () =>
    ratioOf(series.map(() => redraw(series[Math.floor(next() * series.length)]!, next))),
  ).sort();
  const at = (share: number) => ratios[Math.min(draws - 1, Math.floor(share * draws))]!;
  return { ratio: ratioOf(series), low: at(0.025), high: at(0.975) };
}
