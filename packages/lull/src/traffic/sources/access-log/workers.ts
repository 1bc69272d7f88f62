import { openSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { unreadable } from '../../chunks.ts';
import type { BatchResult } from './batch.ts';
import { type Part, partBuffer, readPart } from './file-blocks.ts';
import { formatNamed } from './formats.ts';
import { Judge, type Rules } from './judge.ts';
import { scannerOf } from './scan.ts';

/** What a thread is given at a time: large enough that messages cost little. */
export const PART = 8 * 1024 * 1024;
/** What it reads at a time: small enough that the bytes are still in the processor's cache when they are scanned. */
const BLOCK = 1024 * 1024;
const ROLE = 'lull: scan access logs';

/** A thread doesn't inherit the compile cache, without which most of its start is reading sources. */
const entry = `require('node:module').enableCompileCache(${JSON.stringify(getCompileCacheDir())});
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
 * Scans one plain file with several threads. Results come in the order of the file.
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
  for (let i = 0; i < Math.min(threads, parts); i++) {
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
  try {
    for (let next = 0; next < parts; next++) {
      while (!answers.has(next) && !failure) await new Promise<void>((resolve) => (wake = resolve));
      if (failure) throw failure;
      yield answers.get(next)!;
      answers.delete(next);
    }
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function partOf(number: number, size: number): Part {
  return { from: number * PART, to: Math.min((number + 1) * PART, size), size };
}

/** What a thread does: it answers every message with what is in that part of the file. */
function work({ path, rules, format }: Job): void {
  const judge = new Judge(rules, formatNamed(format).encoding);
  const scan = scannerOf(formatNamed(format), judge);
  const bytes = partBuffer(BLOCK);
  let file = -1;
  parentPort!.on('message', ({ number, part }: { number: number; part: Part }) => {
    try {
      if (file < 0) file = openSync(path, 'r');
      for (let from = part.from; from < part.to; from += BLOCK) {
        scan(readPart(file, { ...part, from, to: Math.min(from + BLOCK, part.to) }, bytes));
      }
      const result = judge.batch.take();
      parentPort!.postMessage({ number, result } satisfies Answer, [result.records.buffer as ArrayBuffer]);
    } catch (error) {
      parentPort!.postMessage({ error: error as NodeJS.ErrnoException } satisfies Answer);
    }
  });
}

if (!isMainThread && workerData?.role === ROLE) work(workerData.job);
