import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gate, GateStatus } from '../follow/contract.ts';
import type { PageOptions } from '../page/index.ts';
import type { GateState } from '../protocol/index.ts';
import { answerAt } from './answer.ts';
import type { ProxySettings, Serving } from './contract.ts';
import { clearPasses, makeFolder, names } from './folder.ts';
import { pagesIn } from './pages.ts';
import { passedIn } from './passed.ts';
import { refusedIn } from './refused.ts';
import { proxyTypes } from './registry.ts';
import { isPlain, isSame, servingOf } from './serving.ts';
import { verify } from './verify.ts';

/** How often it is seen whether somebody changed the proxy, and what is in flight. Milliseconds. */
const EACH = 1_000;

/** While requests are counted down. Milliseconds. */
const DRAINING = 100;

/**
 * Pages and their `Retry-After` are written anew so often; passed by, they are still no excuse. Milliseconds.
 */
const FRESH = 5_000;

/** A gate that runs beside a proxy. */
export interface RunningProxy {
  /** Makes the proxy do what a state says; for `GateOptions.onFlip`, so that nothing is confirmed before. */
  serve(state: GateState): Promise<void>;
  /** How it stands: the gate, and whether the proxy serves it. */
  status(): ProxyStatus;
  close(): Promise<void>;
}

export interface ProxyStatus extends GateStatus {
  readonly proxy: string;
  /** Whether the proxy was seen to serve what the gate says now; null where nothing is verified. */
  readonly isServed: boolean | null;
  /** What is wrong with the proxy, in words; null for nothing. */
  readonly problem: string | null;
  /** How many were still open when draining was over and couldn't be ended; null for none, or not known. */
  readonly left: number | null;
  /** How many requests wait until very short work is done. */
  readonly waiting: number;
}

/**
 * Keeps a proxy at what its gate says: flips it when told, and is through only when it was seen from outside
 * that this is served; puts right what somebody else changed; counts what is in flight and what was refused.
 *
 * @param say hears what a person should know
 * @throws ProxyError `no-permission`
 * @example const running = await runProxy(gate, settings, {}, console.error);
 */
export async function runProxy(
  gate: Gate,
  settings: ProxySettings,
  pageOptions: PageOptions,
  say: (line: string) => void,
): Promise<RunningProxy> {
  const { folder, service } = settings;
  await makeFolder(folder);
  const options = { name: service, ...pageOptions };
  const source = { document: gate.document, now: gate.now, options };
  const proxy = proxyTypes[settings.kind].connect(settings, pagesIn(folder, source));
  const refused = refusedIn(folder, gate.counts);
  const tellPassed = passedIn(gate.counts);
  const stop = new AbortController();
  // Until it is told, nothing is known of the proxy and nothing changed.
  let wanted: Serving | null = null;
  let served: Serving | null = null;
  let left: number | null = null;
  let written = { at: 0, document: gate.document() };
  const problems: { serving: string | null; counting: string | null } = { serving: null, counting: null };
  let turn: Promise<unknown> = Promise.resolve();
  let newest = new AbortController();

  /** One after the other, so that the last one that is wanted is what stays. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const done = turn.then(step, step);
    turn = done.catch(() => {});
    return done;
  };
  const failed = (what: keyof typeof problems, error: unknown): void => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== problems[what]) say(text);
    problems[what] = text;
  };
  const put = async (serving: Serving): Promise<void> => {
    await proxy.flip(serving);
    written = { at: gate.now(), document: gate.document() };
  };
  /** It is closed all the same: what couldn't be ended is told. */
  const endLeft = async (): Promise<void> => {
    try {
      const { inFlight } = await proxy.traffic(answers.waiting());
      if (inFlight === 0) return;
      left = inFlight;
      const many = `Draining is over with ${inFlight ?? 'an unknown number'} still open`;
      const isEnded = await proxy.endSessions();
      if (isEnded) left = null;
      say(isEnded ? `${many}: ended.` : `${many}; ${settings.kind} cannot end them.`);
    } catch (error) {
      say((error as Error).message);
    }
  };
  const step = async (serving: Serving, signal: AbortSignal): Promise<void> => {
    // Another flip came while this one waited its turn.
    if (signal.aborted) return;
    try {
      if (wanted !== null) await refused.count(wanted);
      wanted = serving;
      await put(serving);
      await verify(settings, serving, signal);
      if (signal.aborted) return;
      if (served !== null && hasDrained(served, serving)) await endLeft();
      else if (serving.does === 'open') left = null;
      served = serving;
      problems.serving = null;
    } catch (error) {
      failed('serving', error);
      served = null;
      throw error;
    }
  };
  const serve = (serving: Serving): Promise<void> => {
    newest.abort();
    newest = new AbortController();
    const { signal } = newest;
    return inTurn(() => step(serving, signal));
  };

  /** What nobody told: somebody changed the proxy, seconds passed, a share grew. */
  const look = async (): Promise<void> => {
    const { signal } = newest;
    if (wanted === null) return;
    const serving = servingOf(gate.state());
    if (problems.serving !== null || !isSame(serving, wanted)) return inTurn(() => step(serving, signal));
    await inTurn(async () => {
      if (wanted === null || signal.aborted) return;
      await refused.count(wanted);
      if (wanted.does !== 'open') await clearPasses(folder, gate.now());
      const isHeld = await proxy.holds(wanted);
      if (!isHeld) say(`Somebody changed what the proxy does for "${service}": it is put right.`);
      if (!isHeld || isStale(wanted)) await put(wanted);
    });
  };
  const isStale = ({ does, state }: Serving): boolean => {
    if (does === 'open') return false;
    const age = gate.now() - written.at;
    return age >= (state.state === 'opening' ? EACH : FRESH) || written.document !== gate.document();
  };
  const count = async (): Promise<void> => {
    const traffic = await proxy.traffic(answers.waiting());
    if (traffic.inFlight !== null) gate.counts.setInFlight(traffic.inFlight);
    if (!settings.isCountedBehind) tellPassed(traffic);
    problems.counting = null;
  };
  const every = async (
    what: keyof typeof problems,
    each: () => Promise<void>,
    pause: () => number,
  ): Promise<void> => {
    for (;;) {
      await sleep(pause(), undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      await each().catch((error) => failed(what, error));
    }
  };

  const answers = await answerAt(join(folder, names.socket), {
    gate,
    pages: options,
    admit: proxy.admit,
    status: () => status(),
  });
  const status = (): ProxyStatus => {
    const isDone = served !== null && isSame(served, servingOf(gate.state()));
    const isServed = isDone && settings.check === null ? null : isDone;
    const problem = problems.serving ?? problems.counting;
    return { ...gate.status(), proxy: settings.kind, isServed, problem, left, waiting: answers.waiting() };
  };
  await clearPasses(folder, gate.now());
  const loops = [
    every('serving', look, () => EACH),
    every('counting', count, () => (wanted?.state.state === 'drain' ? DRAINING : EACH)),
  ];

  return {
    serve: (state) => serve(servingOf(state)),
    status,
    close: async () => {
      stop.abort();
      newest.abort();
      await Promise.all(loops);
      await turn.catch(() => {});
      await answers.close();
    },
  };
}

/** What is left after a drain has had its time is ended, unless others may still be let through. */
function hasDrained({ state: before }: Serving, { state, does, methods }: Serving): boolean {
  const isWhole = (does === 'refuse' || (state.mode === 'hold' && isPlain(state))) && methods.length > 1;
  return before.state === 'drain' && state.state === 'closed' && isWhole;
}
