import { LullError } from '../../errors.ts';
import { makeBell } from '../../keeper/bell.ts';
import { MINUTE } from '../../time/instant.ts';
import type { Progress } from '../../traffic/reading.ts';
import { problemResponse } from '../problem.ts';

/**
 * Progress is told this often at most, in milliseconds; a reading that has none to tell is told to be alive.
 */
const EVERY = 200;
const ALIVE = 10_000;

/** No trial goes on for longer, in milliseconds: what takes so long is read once, by the plan. */
export const longestTrial = 5 * MINUTE;

/**
 * Tells how far something is that is read, and what came of it, as server-sent events: `progress`, then
 * `read` or `refused`.
 *
 * @param read begins the reading; what is aborted ends it
 * @param request id of the request, which a refusal names
 */
export async function* toldReading(
  read: (tell: (progress: Progress) => void) => Promise<object>,
  signal: AbortSignal,
  request: string,
): AsyncGenerator<string> {
  const bell = makeBell();
  let latest: Progress | null = null;
  let outcome: { readonly read: object } | { readonly error: unknown } | null = null;
  const tell = (progress: Progress): void => {
    latest = progress;
  };
  void read(tell)
    .then(
      (found) => {
        outcome = { read: found };
      },
      (error: unknown) => {
        outcome = { error };
      },
    )
    .finally(() => bell.ring());
  let told: Progress | null = null;
  let quietSince = performance.now();
  yield message('progress', { bytes: 0, total: null, lines: 0 });
  while (outcome === null && !signal.aborted) {
    await bell.wait(EVERY, signal);
    if (latest !== told) {
      told = latest;
      quietSince = performance.now();
      yield message('progress', told!);
    } else if (performance.now() - quietSince > ALIVE) {
      quietSince = performance.now();
      yield ': alive\n\n';
    }
  }
  const ended = (outcome ?? { error: tooLong() }) as { read: object } | { error: unknown };
  if ('read' in ended) yield message('read', ended.read);
  else {
    if (!(ended.error instanceof LullError)) throw ended.error;
    const isCut = ended.error.code === 'interrupted';
    const problem = problemResponse(isCut ? tooLong() : ended.error, request);
    yield message('refused', (await problem.json()) as object);
  }
}

function message(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * The refusal of a reading that was ended: by its time, or because the server stops.
 */
export function tooLong(): LullError {
  return new LullError(
    'interrupted',
    'The reading was ended before it was through',
    'Name less of the log, such as its last four weeks, or try again.',
  );
}
