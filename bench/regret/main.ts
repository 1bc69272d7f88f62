import { basename, resolve } from 'node:path';
import { calledWith } from '../options.ts';
import { writeSection } from '../report.ts';
import { damages } from './damage.ts';
import { type Choice, choicesAt, cutsOf } from './evaluate.ts';
import { generated } from './generate.ts';
import { type BenchSeries, loadFolder } from './load.ts';
import { loadMethods } from './methods.ts';
import { summarise } from './summary.ts';
import { tablesOf } from './table.ts';

// How much more harm each method's choice does than the best in hindsight.
const usage = `npm run bench:regret -- [DIR] [--generated] [--cuts N] [--methods a,b] [--zone FILE=ZONE ...] [--json] [--no-write]
  DIR        folder of CSV files (series_id,timestamp,value); without it, series are generated
  --generated the generated series too
  --cuts     at most so many cuts of a series, evenly thinned
  --methods  only these
  --zone     time zone of a file or of a series; also from DIR/zones.json; else UTC
  --json     the figures on standard output, nothing written
  --no-write tables only, docs/benchmarks.md stays as it is`;

const { values: options, positionals } = calledWith(
  usage,
  {
    cuts: { type: 'string', default: '9999' },
    methods: { type: 'string', default: '' },
    zone: { type: 'string', multiple: true, default: [] },
    generated: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
  1,
);

const [folder] = positionals;
const zones = Object.fromEntries(options.zone.map((each) => each.split('=', 2) as [string, string]));
const methods = await loadMethods(options.methods.split(',').filter(Boolean));

function choicesOn(series: readonly BenchSeries[]): Choice[] {
  const began = performance.now();
  const cuts = series.flatMap((each) =>
    cutsOf(each.series, Number(options.cuts)).map((cut) => ({ each, cut })),
  );
  const choices = cuts.flatMap(({ each, cut }, done) => {
    const left = ((performance.now() - began) / done) * (cuts.length - done);
    const text = `${done} of ${cuts.length} cuts, ${each.id}, ${Math.ceil(left / 1000)} s left`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
    else if (done % 50 === 49) process.stderr.write(`${text}\n`);
    return damages.flatMap((damage) => choicesAt(each, cut, damage, methods));
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return choices;
}

const sets: { name: string; series: BenchSeries[] }[] = [];
if (folder) {
  const series = loadFolder(resolve(folder), zones);
  const ids = series.length <= 8 ? ` (${series.map(({ id }) => id).join(', ')})` : '';
  sets.push({ name: `Series of ${basename(resolve(folder))}/${ids}`, series });
}
if (!folder || options.generated) sets.push({ name: 'Generated series', series: generated() });

const summaries = sets.map(({ name, series }) => ({ name, ...summarise(choicesOn(series)) }));
if (summaries.some(({ choices }) => choices === 0)) {
  console.error('No series has four weeks before a cut and a week after it.');
  process.exitCode = 1;
} else {
  const lines = summaries.flatMap((summary, i) => [...(i ? [''] : []), ...tablesOf(summary.name, summary)]);
  const command = `npm run bench:regret${folder ? ` -- DIR${options.generated ? ' --generated' : ''}` : ''}`;
  if (options.json) console.log(JSON.stringify(summaries, null, 2));
  else if (options['no-write']) console.log(lines.join('\n'));
  else writeSection('bench:regret', command, lines);
}
