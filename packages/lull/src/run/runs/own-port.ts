import { LullError } from '../../errors.ts';
import { fitHello } from '../agent/fit-hello.ts';
import type { Runs } from '../contract.ts';
import type { Port } from '../runner/contract.ts';
import { NotOrdered } from '../runner/not-ordered.ts';
import { hasOwnRunner, hearOwnRunner } from './hear-agent.ts';
import { watchOrders } from './orders.ts';
import { takeOutput } from './take-output.ts';
import { takeReports } from './take-reports.ts';

/**
 * How the server's own runner reaches the server: in the same process, through the store.
 *
 * @param journal by which the disk is known that holds the runner's journal
 * @example const port = ownPort(runs, journal);
 */
export function ownPort(runs: Runs, journal: string): Port {
  let told: string | null = null;
  return {
    async hello(hello) {
      try {
        await hearOwnRunner(runs, journal, fitHello(hello));
        told = null;
      } catch (error) {
        // Said every few seconds, it is logged once.
        if (error instanceof LullError && error.message !== told)
          runs.log.warn({ todo: error.todo }, error.message);
        told = (error as Error).message;
        throw error;
      }
    },
    // Of several servers only the one that has the journal gets any.
    orders: (signal) => watchOrders(runs, null, signal, () => hasOwnRunner(runs, journal)),
    report: (reports) => takeReports(runs, null, reports).catch(asRunnersHear),
    output: (output) => takeOutput(runs, null, output).catch(asRunnersHear),
  };
}

function asRunnersHear(error: unknown): never {
  if (!(error instanceof LullError) || error.code !== 'not-ordered') throw error;
  throw new NotOrdered(error.message, error.details.parts as string[]);
}
