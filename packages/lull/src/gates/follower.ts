import type { Downtime } from '../downtime/contract.ts';
import { hasBegun, isEnd } from '../downtime/states.ts';
import type { Change, Consequence, Follower } from '../keeper/contract.ts';
import type { Gates } from './contract.ts';
import { makeDocument } from './documents.ts';

/**
 * Writes the documents that a change of a downtime makes others, in the change's own transaction: whoever is
 * told that a service is down can rely on it that the gates will hear of it.
 */
export function gatesFollower(gates: Gates): Follower {
  return {
    name: 'gates',
    foresee: (change) => foreseen(gates, change),
    async record({ before, after, now, catalog }, trx) {
      const services = [...new Set([...(before?.plan.services ?? []), ...after.plan.services])].sort();
      const rows = await trx
        .selectFrom('gates_documents')
        .select('service')
        .where('service', 'in', services)
        .execute();
      if (rows.length === 0) return;
      const ring = await gates.chest.ring(trx, now);
      if (ring.current === null) {
        gates.log.error({ downtime: after.id }, 'gates are not told: the signing key cannot be opened');
        return;
      }
      // In one order, so that two changes never wait for each other.
      for (const service of services.filter((name) => rows.some((row) => row.service === name))) {
        await makeDocument({ gates, trx, now, catalog, ring, madeOf: null }, service);
      }
    },
  };
}

function foreseen({ seen }: Gates, { after, catalog, now }: Change): Consequence[] {
  const { plan, state } = after;
  const { start, mode } = plan;
  if (start === null || isEnd(state)) return [];
  const has = (name: string): boolean =>
    seen.has(name) || (catalog.services.get(name)?.gates?.expect ?? 0) > 0;
  const told = (at: number, services: readonly string[], says: (of: string) => string): Consequence[] => {
    if (services.length === 0 || at < now) return [];
    return [{ kind: 'gate', at, text: says(services.join(', ')), data: { services } }];
  };
  const gated = plan.services.filter(has);
  if (state === 'opening') return told(now, gated, (of) => `the gates of ${of} open`);
  if (mode === 'at-risk')
    return told(start, gated, (of) => `the gates of ${of} tell visitors, and stay open`);
  const ungated = plan.services.filter((name) => !has(name));
  const refuse = mode === 'hold' ? 'let requests wait' : 'refuse visitors';
  return [
    ...(hasBegun(state) ? [] : told(start, gated, (of) => `the gates of ${of} ${refuse} (${mode})`)),
    ...told(start, ungated, (of) => `no gate of ${of} is known: Lull refuses none of its visitors`),
    ...told(endOf(after), gated, (of) => `the gates of ${of} open, once the work is over`),
  ];
}

function endOf({ plan, expectedEnd, state }: Downtime): number {
  return hasBegun(state) ? expectedEnd! : plan.start! + plan.takes;
}
