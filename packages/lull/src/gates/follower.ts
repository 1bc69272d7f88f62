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
  const services = plan.services.filter(
    (name) => seen.has(name) || (catalog.services.get(name)?.gates?.expect ?? 0) > 0,
  );
  if (services.length === 0 || plan.start === null || isEnd(state)) return [];
  const of = services.join(', ');
  const told = (at: number, text: string): Consequence[] =>
    at >= now ? [{ kind: 'gate', at, text, data: { services } }] : [];
  const end = endOf(after);
  if (state === 'opening') return told(now, `the gates of ${of} open`);
  if (plan.mode === 'at-risk') return told(plan.start, `the gates of ${of} tell visitors, and stay open`);
  const refuse = plan.mode === 'hold' ? 'let requests wait' : 'refuse visitors';
  return [
    ...(hasBegun(state) ? [] : told(plan.start, `the gates of ${of} ${refuse} (${plan.mode})`)),
    ...told(end, `the gates of ${of} open, once the work is over`),
  ];
}

function endOf({ plan, expectedEnd, state }: Downtime): number {
  return hasBegun(state) ? expectedEnd! : plan.start! + plan.takes;
}
