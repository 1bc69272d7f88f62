import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import { type GatesOfService, listGates } from '../../api/contract/gates.ts';
import { ask } from '../client/ask.ts';
import type { Server } from '../client/server.ts';

/**
 * The gates of a downtime that is being drained, with what is in flight behind each; none in other states,
 * where nobody waits for it.
 */
export async function gatesWhileDraining(
  server: Server,
  { state, services }: DowntimeView,
  signal?: AbortSignal,
): Promise<readonly GatesOfService[]> {
  if (state !== 'draining') return [];
  const asked = { query: { service: services }, ...(signal ? { signal } : {}) };
  return (await ask(server, listGates, asked)).items;
}
