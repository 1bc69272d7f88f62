import type { ActionContext, Ended } from '../../actions/contract.ts';
import { done, failed, Halt, halted } from '../../actions/ended.ts';
import { pause } from '../../actions/pause.ts';
import { readSecrets } from '../../actions/secrets.ts';
import { tryProbe } from '../../actions/wait-until/probe.ts';
import type { Watch } from '../../steps/contract.ts';
import type { Attempt } from '../contract.ts';
import type { OrderedSteps } from '../source.ts';
import { endAttempt } from './attempt.ts';
import { benchOf, type Desk, reportOn } from './desk.ts';
import { type Try, verdictOn } from './verdict.ts';

/** One try that hangs is a failure after this, or after the slowest that is still well. Milliseconds. */
const MOST_FOR_ONE = 10_000;

/**
 * Looks on while visitors come back, by all watches side by side. The first that goes badly ends the others.
 *
 * @example await watchOver(desk, [{ phase: 'watch', place: 0, attempt: 1 }], ordered, signal);
 */
export async function watchOver(
  desk: Desk,
  attempts: readonly Attempt[],
  ordered: OrderedSteps,
  signal: AbortSignal,
): Promise<void> {
  const bad = new AbortController();
  const either = AbortSignal.any([signal, bad.signal]);
  const begun: (() => Promise<void>)[] = [];
  for (const attempt of attempts) {
    const watch = ordered.steps.watch[attempt.place]!;
    const { name } = watch;
    if (signal.aborted || !(await reportOn(desk, { kind: 'started', name, ...attempt }, signal))) break;
    begun.push(async () => {
      const { context, recorder } = benchOf(desk, { attempt, name, ordered, signal: either });
      const ended = await looked(watch, context, either).catch((error: Error) => failed(error.message));
      if (ended.outcome === 'failed') bad.abort(new Halt('stopped', 'another watch went badly'));
      recorder.end();
      await endAttempt(desk, attempt, name, ended);
    });
  }
  await Promise.all(begun.map((go) => go()));
}

async function looked(watch: Watch, context: ActionContext, signal: AbortSignal): Promise<Ended> {
  const { probe, every, over, slowest, secrets } = watch;
  const environment = { ...watch.environment, ...(await readSecrets(secrets, context)) };
  const quiet: ActionContext = { ...context, print: () => undefined, mark: async () => undefined };
  // Who is not let in sees nothing of how visitors fare: the time begins with the first look that is.
  let end = Infinity;
  const tries: Try[] = [];
  let last: string | null = null;
  while (performance.now() < end) {
    const begun = performance.now();
    const most = Math.max(MOST_FOR_ONE, slowest ?? 0);
    const { outcome, error, isRefused } = await tryProbe(probe, environment, most, quiet, signal);
    if (signal.aborted) return halted(signal);
    const took = performance.now() - begun;
    // Visitors come back one after the other: what a gate still keeps out says nothing of those who are in.
    if (!isRefused) tries.push({ isWell: outcome === 'done', took });
    if (!isRefused && end === Infinity) end = begun + over;
    if (error !== last) context.print(error ? 'err' : 'out', `${error ?? 'it is well again'}\n`);
    last = error;
    const bad = verdictOn(tries, watch);
    if (bad !== null) return failed(last === null ? bad : `${bad}, the last one: ${last}`);
    if (!(await pause(Math.min(every - took, end - performance.now()), signal))) return halted(signal);
  }
  return done();
}
