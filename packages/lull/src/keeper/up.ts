import { demand } from '../access/allowed.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import type { State } from '../downtime/contract.ts';
import { LullError } from '../errors.ts';
import { listDowntimes } from '../store/downtime-lists.ts';
import { loadDowntime } from '../store/downtime-rows.ts';
import { command } from './command-downtime.ts';
import type { Actor, Asked, ChangeOptions, Keeper, Outcome } from './contract.ts';
import { type Scene, transact } from './transact.ts';

/** What brings a service back from each state in which it is closed. */
const backFrom: Partial<Record<State, Asked['type']>> = {
  draining: 'abort',
  down: 'finish',
  verifying: 'verified',
  opening: 'opened',
  failed: 'reopen',
};

/**
 * Brings a service back: ends whatever keeps it closed, in the way that its state asks for. Work that wants a
 * check is not up before it was checked: then this is said twice.
 *
 * @throws LullError `not-allowed`, `unknown-service`, `wrong-state` when nothing keeps it closed
 * @example await up(keeper, actor, 'shop', { why: 'the new disk holds' })
 */
export async function up(
  keeper: Keeper,
  actor: Actor,
  service: string,
  { why }: { readonly why?: string | undefined } = {},
  options: ChangeOptions = {},
): Promise<Outcome> {
  demand(actor, 'run', [service]);
  return transact(keeper, actor, options, { verb: 'up', service, why }, async (scene) => {
    serviceNamed(scene.held.catalog, service);
    const held = await keepingClosed(scene, service);
    demand(actor, 'run', held.downtime.plan.services);
    return command(scene, held, { type: backFrom[held.downtime.state]!, why }, options);
  });
}

async function keepingClosed({ trx }: Scene, service: string) {
  const states = Object.keys(backFrom) as State[];
  const { downtimes } = await listDowntimes(trx, { states, services: [service] }, { limit: 50 });
  const closing = downtimes.find(({ downtime }) => downtime.plan.mode !== 'at-risk') ?? downtimes[0];
  const held = closing && (await loadDowntime(trx, closing.downtime.id, { forUpdate: true }));
  if (held && backFrom[held.downtime.state]) return held;
  throw new LullError(
    'wrong-state',
    `Nothing keeps ${service} closed`,
    'Look at its downtimes: what is only planned can be called off.',
  );
}
