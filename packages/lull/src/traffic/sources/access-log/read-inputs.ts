import type { Input } from '../../inputs.ts';
import { openChunks } from '../../inputs.ts';
import type { ReadOptions } from '../../reading.ts';
import { GARBAGE } from '../../unpack.ts';
import { blocksOf } from './blocks.ts';
import type { CountryTally } from './countries.ts';
import { Judge, type Rules } from './judge.ts';
import { Meter } from './meter.ts';
import type { LogFormat } from './request.ts';
import { scannerOf } from './scan.ts';
import type { Totals } from './totals.ts';

/** A file and the format to read it in. */
export interface LogFile {
  readonly input: Input;
  readonly format: LogFormat;
}

/** What a reading is done with. */
export interface ReadingContext {
  readonly rules: Rules;
  readonly totals: Totals;
  readonly countries: CountryTally | null;
  readonly options: ReadOptions;
}

/** Reads all files, one after the other, into the totals. */
export async function readInputs(files: readonly LogFile[], context: ReadingContext): Promise<void> {
  const { countries, options, rules, totals } = context;
  const meter = new Meter(
    files.map(({ input }) => input),
    totals,
    options,
  );
  const judges = new Map<LogFormat, Judge>();
  for (const { input, format } of files) {
    const countryOf = countries ? (address: string) => countries.indexOf(address) : null;
    const judge = judges.get(format) ?? new Judge(rules, format.encoding, countryOf);
    judges.set(format, judge);
    await readHere({ input, format }, judge, totals, meter);
  }
  meter.end();
}

async function readHere(
  { input, format }: LogFile,
  judge: Judge,
  totals: Totals,
  meter: Meter,
): Promise<void> {
  const scan = scannerOf(format, judge);
  let fault = null as string | null;
  let lines = 0;
  const chunks = openChunks(input, {
    signal: meter.signal,
    onBytes: (bytes) => meter.add(bytes),
    onTorn: (why) => {
      fault = why;
    },
  });
  for await (const block of blocksOf(chunks)) {
    // What comes after a break is the piece of a line that it broke off in.
    if (fault !== null && fault !== GARBAGE) break;
    scan(block);
    const result = judge.batch.take();
    totals.add(result, input.name, lines);
    lines += result.physicalLines;
  }
  if (fault !== null) totals.addTorn(fault, lines + 1, input.name);
}
