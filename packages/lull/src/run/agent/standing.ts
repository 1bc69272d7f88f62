import { type Bell, makeBell } from '../runner/bell.ts';
import type { RunnerLog } from '../runner/host.ts';
import { Refused } from './wire.ts';

/** What the server itself says of a runner that is not, or no more, an agent of its own. */
const FINAL: ReadonlySet<string | null> = new Set([
  'not-signed-in',
  'not-allowed',
  'not-found',
  'runner-elsewhere',
]);

/** Whether the server takes this runner for the agent whose key it has. */
export interface Standing {
  isHeard(): boolean;
  /** The server has heard it. */
  heard(): void;
  /** A call has failed; where the server said that this is none of its own, nothing is ordered any more. */
  failed(error: unknown): void;
  /** Waits until it is heard. */
  untilHeard(signal: AbortSignal): Promise<void>;
  /** Aborted when the server refuses it; another one after that. */
  refusal(): AbortSignal;
}

/**
 * How a runner stands with its server, of which nothing is known yet. What it is refused for is logged once.
 *
 * @param onRefused called when it is refused that was not before
 * @example const standing = makeStanding(log, () => tell([]));
 */
export function makeStanding(log: Pick<RunnerLog, 'error' | 'info'>, onRefused: () => void): Standing {
  const bell: Bell = makeBell();
  let isHeard = false;
  let told: string | null = null;
  let refusal = new AbortController();
  return {
    isHeard: () => isHeard,
    heard() {
      if (!isHeard) log.info({}, 'the server hears this agent');
      isHeard = true;
      told = null;
      bell.ring();
    },
    failed(error) {
      if (!(error instanceof Refused) || !FINAL.has(error.code)) return;
      if (told !== error.said) {
        log.error({ code: error.code }, `the server refuses this agent, so nothing is begun: ${error.said}`);
      }
      if (told === null) onRefused();
      told = error.said;
      isHeard = false;
      refusal.abort(error);
      refusal = new AbortController();
    },
    async untilHeard(signal) {
      while (!isHeard && !signal.aborted) await bell.wait(Infinity, signal);
    },
    refusal: () => refusal.signal,
  };
}
