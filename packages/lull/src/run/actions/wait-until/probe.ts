import type { Probe } from '../../steps/contract.ts';
import { runCommand } from '../command/carry-out.ts';
import type { ActionContext, CarryOut, Ended, Work } from '../contract.ts';
import { Halt } from '../ended.ts';
import { callHttp } from '../http/carry-out.ts';
import { limit } from '../pause.ts';
import { runSql } from '../sql/carry-out.ts';
import { tryTcp } from './tcp.ts';

const probes = { command: runCommand, http: callHttp, sql: runSql } as const;

/**
 * Tries a probe once.
 *
 * @param most milliseconds that one try may take
 * @returns how it ended; `timed-out` when it took too long
 * @example await tryProbe({ kind: 'tcp', target: 'shop-db' }, {}, 10_000, context, signal)
 */
export async function tryProbe(
  probe: Probe,
  environment: Work['environment'],
  most: number,
  context: ActionContext,
  signal: AbortSignal,
): Promise<Ended> {
  const limited = limit(signal, most, () => new Halt('timed-out', `no answer within ${most} ms`));
  try {
    if (probe.kind === 'tcp') return await tryTcp(probe.target, context, limited.signal);
    const work = { action: probe, timeLimit: most, environment };
    return await (probes[probe.kind] as CarryOut<typeof probe>)(work, context, limited.signal);
  } finally {
    limited.free();
  }
}
