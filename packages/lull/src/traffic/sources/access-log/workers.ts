import { closeSync, openSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { unreadable } from '../../chunks.ts';
import type { BatchResult } from './batch.ts';
import { type Part, partBuffer, readPart } from './file-blocks.ts';
import { formatNamed } from './formats.ts';
import { Judge, type Rules } from './judge.ts';
import { scannerOf } from './scan.ts';

/** What a thread is given at a time: large enough that messages cost little. */
export const PART = 8 * 1024 * 1024;
/** What it reads at a time: small enough that the bytes are still in the processor's cache when scanned. */
const BLOCK = 1024 * 1024;
const ROLE = 'lull: scan access logs';

/**
 * A thread doesn't inherit the compile cache, without which most of its start is reading sources. Node names
 * the folder of its own version; it is asked for by the one above.
 */
const cache = getCompileCacheDir();
const entry = `require('node:module').enableCompileCache(${JSON.stringify(cache && dirname(cache))});
import(${JSON.stringify(import.meta.url)});`;

interface Job {
  readonly path: string;
  readonly rules: Rules;
  readonly format: string;
}

type Answer =
  | { readonly number: number; readonly result: BatchResult }
  | { readonly error: NodeJS.ErrnoException };

/**
 * Scans one plain file with several threads, this one being the first of them. Results come in the order of
 * the file.
 *
 * @throws LullError `source-unreadable`
 */
export async function* scanInThreads(job: Job, size: number, threads: number): AsyncGenerator<BatchResult> {
  const parts = Math.ceil(size / PART);
  const answers = new Map<number, BatchResult>();
  const workers: Worker[] = [];
  let given = 0;
  let failure = null as Error | null;
  let wake = () => {};
  const give = (worker: Worker) => {
    if (given < parts) worker.postMessage({ number: given, part: partOf(given++, size) });
  };
  for (let i = 1; i < Math.min(threads, parts); i++) {
    const worker = new Worker(entry, { eval: true, workerData: { role: ROLE, job } });
    workers.push(worker);
    worker.on('message', (answer: Answer) => {
      if ('error' in answer) failure = unreadable(job.path, answer.error);
      else answers.set(answer.number, answer.result);
      give(worker);
      wake();
    });
    worker.on('error', (error: Error) => {
      failure = error;
      wake();
    });
    give(worker);
    give(worker);
  }
  const here = partScanner(job);
  try {
    for (let next = 0; next < parts; next++) {
      while (!answers.has(next) && !failure) {
        if (given < parts) {
          const number = given++;
          try {
            answers.set(number, here.scan(partOf(number, size)));
          } catch (error) {
            failure = unreadable(job.path, error as NodeJS.ErrnoException);
          }
          // The other threads' messages are heard in between.
          await setImmediate();
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
      if (failure) throw failure;
      yield answers.get(next)!;
      answers.delete(next);
    }
  } finally {
    for (const worker of workers) worker.terminate();
    here.close();
  }
}

function partOf(number: number, size: number): Part {
  return { from: number * PART, to: Math.min((number + 1) * PART, size), size };
}

interface PartScanner {
  scan(part: Part): BatchResult;
  close(): void;
}

/** What a thread does with each part that it is given. */
function partScanner({ path, rules, format }: Job): PartScanner {
  const judge = new Judge(rules, formatNamed(format).encoding);
  const scan = scannerOf(formatNamed(format), judge);
  const bytes = partBuffer(BLOCK);
  let file = -1;
  return {
    scan(part) {
      if (file < 0) file = openSync(path, 'r');
      for (let from = part.from; from < part.to; from += BLOCK) {
        scan(readPart(file, { ...part, from, to: Math.min(from + BLOCK, part.to) }, bytes));
      }
      return judge.batch.take();
    },
    close() {
      if (file >= 0) closeSync(file);
    },
  };
}

if (!isMainThread && workerData?.role === ROLE) {
  const scanner = partScanner(workerData.job);
  parentPort!.on('message', ({ number, part }: { number: number; part: Part }) => {
    try {
      const result = scanner.scan(part);
      parentPort!.postMessage({ number, result } satisfies Answer, [result.records.buffer as ArrayBuffer]);
    } catch (error) {
      parentPort!.postMessage({ error: error as NodeJS.ErrnoException } satisfies Answer);
    }
  });
}
