import type { WaitAction } from '../../steps/contract.ts';
import type { ActionContext, CarryOut } from '../contract.ts';
import { done, halted } from '../ended.ts';
import { pause } from '../pause.ts';
import { tryProbe } from './probe.ts';

/** One try that hangs must not take the time of all others. Milliseconds. */
const MOST_FOR_ONE = 10_000;

/** Tries until it is well. What a try says is printed when it is another thing than the last one said. */
export const waitUntil: CarryOut<WaitAction> = async ({ action, environment }, context, signal) => {
  const quiet: ActionContext = { ...context, print: () => undefined, mark: async () => undefined };
  const most = Math.max(MOST_FOR_ONE, action.every);
  let last: string | null = null;
  for (let tries = 1; ; tries += 1) {
    const begun = performance.now();
    const { outcome, code, error } = await tryProbe(action.probe, environment, most, quiet, signal);
    if (outcome === 'done') {
      context.print('out', `it is well at try ${tries}\n`);
      return done(code);
    }
    if (signal.aborted) return halted(signal, last);
    if (error !== last) context.print('err', `try ${tries}: ${error}\n`);
    last = error;
    if (!(await pause(action.every - (performance.now() - begun), signal))) return halted(signal, last);
  }
};
