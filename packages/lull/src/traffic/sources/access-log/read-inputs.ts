import { availableParallelism } from 'node:os';
import { isPacked } from '../../chunks.ts';
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
import { PART, scanInThreads } from './workers.ts';

const BIG = 32 * 1024 * 1024;
const MOST_THREADS = 4;

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
    const threads = countries ? 1 : await threadsFor({ input, format });
    if (threads > 1) await readInThreads({ input, format }, threads, context, meter);
    else await readHere({ input, format }, judge, totals, meter);
  }
  meter.end();
}

/** Threads pay for their start only on a big file, and each part of an archive needs the one before it. */
async function threadsFor({ input: { path, size }, format }: LogFile): Promise<number> {
  if (path === null || size === null || size < BIG || format.inOrder) return 1;
  if (await isPacked(path)) return 1;
  return Math.min(availableParallelism(), MOST_THREADS);
}

async function readInThreads(
  { input, format }: LogFile,
  threads: number,
  { rules, totals }: ReadingContext,
  meter: Meter,
): Promise<void> {
  const job = { path: input.path!, rules, format: format.name };
  const size = input.size!;
  let lines = 0;
  let read = 0;
  for await (const result of scanInThreads(job, size, threads)) {
    totals.add(result, input.name, lines);
    lines += result.physicalLines;
    meter.add(Math.min(PART, size - read));
    read += PART;
  }
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
