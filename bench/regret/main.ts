import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../report.ts';
import { damages } from './damage.ts';
import { type Choice, choicesAt, cutsOf } from './evaluate.ts';
import { generated } from './generate.ts';
import { loadFolder } from './load.ts';
import { loadMethods } from './methods.ts';
import { summarise } from './summary.ts';
import { tablesOf } from './table.ts';

// How much more harm each method's choice does than the best in hindsight.
const usage = `npm run bench:regret -- [DIR] [--cuts N] [--methods a,b] [--zone FILE=ZONE ...] [--json] [--no-write]
  DIR        folder of CSV files (series_id,timestamp,value); without it, series are generated
  --cuts     at most so many cuts of a series, evenly thinned
  --methods  only these
  --zone     time zone of a file or of a series; also from DIR/zones.json; else UTC
  --json     the figures on standard output, nothing written
  --no-write tables only, docs/benchmarks.md stays as it is`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cuts: { type: 'string', default: '9999' },
    methods: { type: 'string', default: '' },
    zone: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}

const [folder] = positionals;
const zones = Object.fromEntries(options.zone.map((each) => each.split('=', 2) as [string, string]));
const series = folder ? loadFolder(resolve(folder), zones) : generated();
const methods = await loadMethods(options.methods.split(',').filter(Boolean));

const choices: Choice[] = [];
const began = performance.now();
const plan = series.flatMap((each) =>
  cutsOf(each.series, Number(options.cuts)).map((cut) => ({ each, cut })),
);
for (const [done, { each, cut }] of plan.entries()) {
  for (const damage of damages) choices.push(...choicesAt(each, cut, damage, methods));
  const left = ((performance.now() - began) / (done + 1)) * (plan.length - done - 1);
  if (process.stderr.isTTY || done % 50 === 49) {
    const text = `${done + 1} of ${plan.length} cuts, ${each.id}, ${Math.ceil(left / 1000)} s left`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

if (choices.length === 0) {
  console.error('No series has four weeks before a cut and a week after it.');
  process.exitCode = 1;
} else {
  const summary = summarise(choices);
  const lines = tablesOf(folder ? `The series in ${basename(resolve(folder))}` : 'Generated series', summary);
  if (options.json) console.log(JSON.stringify(summary, null, 2));
  else if (options['no-write']) console.log(lines.join('\n'));
  else writeSection('bench:regret', `npm run bench:regret${folder ? ' -- DIR' : ''}`, lines);
}
