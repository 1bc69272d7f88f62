import { allowed } from '../../access/allowed.ts';
import { LullError } from '../../errors.ts';
import { makeBell } from '../../keeper/bell.ts';
import { readOutput } from '../../run/runs/read-output.ts';
import { hasEnded } from '../../run/runs/rows.ts';
import { outputChannel } from '../../run/runs/take-output.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { Call } from '../call.ts';
import type { readRunOutput } from '../contract/runs.ts';
import type { RouteParts } from '../parts.ts';
import { printedOf } from '../views/run.ts';
import { streamed } from './response.ts';
import { stillSomebody } from './still-somebody.ts';

/** How often is looked, whatever is heard: also whether the run has ended. Milliseconds. */
const EVERY = 1_000;
const AT_ONCE = 200;

/** What steps print, as it is heard, until the run is over. */
export async function streamOutput(
  { c, actor, params, query }: Call<typeof readRunOutput>,
  { runs, access, streams, settings }: RouteParts,
  run: string,
): Promise<Response> {
  if (streams.signal.aborted) throw stopping();
  const leave = streams.places.take(`${actor.kind} ${actor.id}`);
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, streams.signal]);
  const who = stillSomebody(c, actor, { access, streams, settings });
  const { db } = runs.store;
  const last = c.req.header('last-event-id');
  async function* pieces(): AsyncGenerator<string> {
    const bell = makeBell();
    const stop = await runs.store.listen(outputChannel, (of) => (of === run || of === null) && bell.ring());
    let after = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : query.after;
    let quietSince = performance.now();
    try {
      yield 'retry: 2000\n\n';
      while (!signal.aborted) {
        // What was printed is there before the run ends.
        const isOver = await hasEnded(db, run);
        const found = await readOutput(db, run, { ...query, after, limit: AT_ONCE });
        const held = await loadDowntime(db, params.id);
        const now = await who();
        if (signal.aborted || now === null || !allowed(now, 'read', held?.downtime.plan.services ?? null))
          return;
        if (found.length > 0) {
          after = found.at(-1)!.seq;
          yield found.map((one) => message('output', one.seq, printedOf(one))).join('');
        } else if (isOver) return yield message('end', after, {});
        else if (performance.now() - quietSince > settings.heartbeat) yield `: alive\nid: ${after}\n\n`;
        else {
          await bell.wait(EVERY, signal);
          continue;
        }
        quietSince = performance.now();
      }
    } finally {
      await stop();
    }
  }
  return c.body(streamed(pieces(), ending, leave), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
}

function message(event: string, id: number, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stopping(): LullError {
  return new LullError('interrupted', 'The server is stopping', 'Connect again: another one answers.');
}
