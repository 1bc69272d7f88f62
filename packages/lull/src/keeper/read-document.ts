import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { entriesOf } from '../catalog/entries.ts';
import type { Entry } from '../catalog/entry.ts';
import { type ErrorCode, LullError } from '../errors.ts';

/** Characters from which on a text is read in a thread of its own, so that others are answered meanwhile. */
const LARGE = 100_000;
/** Milliseconds and megabytes; 20,000 entries take some 3 seconds and 400 MB. */
const LONGEST = 30_000;
const MOST_MEMORY = 2_048;
const ROLE = 'lull: read a lull.yaml';

interface Job {
  readonly text: string;
  readonly beside: readonly Entry[];
}

type Answer =
  | { readonly entries: readonly Entry[] }
  | {
      readonly refused: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly todo: string;
        readonly details: Record<string, unknown>;
      };
    };

/**
 * The entries of a text of lull.yaml as `entriesOf` gives them; a large one is read in a thread.
 *
 * @param beside what is there already and may be referred to
 * @throws LullError `bad-config` with every mistake and its line, `too-large` where reading it takes too much
 * time or memory
 * @example await readDocument('services: { shop: { zone: UTC } }', [])
 */
export async function readDocument(text: string, beside: readonly Entry[]): Promise<readonly Entry[]> {
  if (text.length < LARGE) return entriesOf(text, 'lull.yaml', beside);
  const job = { text, beside: beside.map(({ kind, name, body }) => ({ kind, name, body })) };
  const answer = await inThread(job);
  if ('entries' in answer) return answer.entries;
  const { code, message, todo, details } = answer.refused;
  throw new LullError(code, message, todo, details);
}

async function inThread(job: Job): Promise<Answer> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { role: ROLE, job },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => reject(tooLarge()), LONGEST);
  worker.on('message', resolve);
  worker.on('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function tooLarge(): LullError {
  const todo = 'Apply it in parts, without --prune.';
  return new LullError('too-large', 'The lull.yaml takes too long or too much memory to read', todo);
}

function answerTo({ text, beside }: Job): Answer {
  try {
    return { entries: entriesOf(text, 'lull.yaml', beside) };
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    const { code, message, todo, details } = error;
    return { refused: { code, message, todo, details } };
  }
}

if (!isMainThread && workerData?.role === ROLE) parentPort!.postMessage(answerTo(workerData.job));
