import { Command } from 'commander';
import { LullError } from '../errors.ts';
import { formatDuration } from '../time/duration.ts';
import { formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import { readTraffic } from '../traffic/read.ts';
import type { Reading } from '../traffic/reading.ts';
import { common, present, type ReadingFlags, readingOptions, readOptions } from './options.ts';
import { print, printJson } from './output.ts';
import { progressLine } from './progress.ts';
import { trafficReport } from './render/traffic-report.ts';
import { columns, paint } from './terminal.ts';

interface Flags extends ReadingFlags {
  from?: Instant;
  to?: Instant;
  now?: Instant;
  json?: boolean;
}

/** `lull traffic SRC...`: what was read, before anything is made of it. */
export function trafficCommand(): Command {
  const command = new Command('traffic')
    .description('Show what a traffic source holds, before anything is made of it.')
    .argument('<sources...>', 'files, globs, folders, - for standard input, or a Prometheus address')
    .option('--from <instant>', 'only what is not before', parseInstant)
    .option('--to <instant>', 'only what is before', parseInstant);
  return common(readingOptions(command)).action(show);
}

async function show(sources: string[], flags: Flags): Promise<void> {
  const { from, to } = flags;
  if (from !== undefined && to !== undefined && from >= to) {
    throw new LullError('bad-interval', '--to is not after --from', 'Give a --to that is later than --from.');
  }
  const progress = progressLine(() => performance.now());
  const options = { ...readOptions(flags, present(flags.now)), from, to, onProgress: progress.update };
  const reading = await readTraffic(sources, options).finally(progress.done);
  if (flags.json) printJson(readingJson(reading));
  else print(trafficReport(reading, columns(process.stdout), paint(process.stdout)));
}

function readingJson({ buckets, step, ...reading }: Reading) {
  return {
    ...reading,
    step: formatDuration({ days: 0, ms: step }),
    buckets: buckets.map((bucket) => ({ ...bucket, start: formatInstant(bucket.start) })),
  };
}
