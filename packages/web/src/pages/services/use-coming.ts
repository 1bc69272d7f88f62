import { useState } from 'react';
import type { Answer } from '../../api/ask.ts';
import { useAsk } from '../../api/use.ts';

/** A downtime that is under way or comes. */
export type Coming = Answer<'listDowntimes'>['items'][number];

const open = ['scheduled', 'warning', 'draining', 'down', 'verifying', 'opening', 'failed'] as const;

/** The next downtime of each service, or the one that is under way; of the first 200 that come. */
export function useComing(): ReadonlyMap<string, Coming> {
  // As it was when the page was opened, so that what is kept is found again.
  const [from] = useState(() => new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString());
  const { data } = useAsk('listDowntimes', { query: { state: [...open], from, limit: '200' } });
  const next = new Map<string, Coming>();
  for (const downtime of data?.items ?? []) {
    for (const service of downtime.services) if (!next.has(service)) next.set(service, downtime);
  }
  return next;
}
