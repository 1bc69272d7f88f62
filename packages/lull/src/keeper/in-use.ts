import type { EntryChange } from '../catalog/diff.ts';
import type { Entry } from '../catalog/entry.ts';
import { states } from '../downtime/contract.ts';
import { isEnd } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import { listDowntimes } from '../store/downtime-lists.ts';
import { seriesOfService } from '../store/series-rows.ts';
import type { Scene } from './transact.ts';

/** Who refers to what is to be removed. */
interface Reference {
  readonly kind: string;
  readonly name: string;
}

/** The error names the first of them. */
const MOST_NAMED = 10;

/**
 * Refuses to remove what others refer to: entries of the catalog, series that go on, downtimes that are not
 * over.
 *
 * @param after all entries as they are to be
 * @throws LullError `in-use` with `details.usedBy`
 */
export async function refuseInUse(
  scene: Scene,
  changes: readonly EntryChange[],
  after: readonly Entry[],
): Promise<void> {
  for (const { kind, name, change } of changes) {
    if (change !== 'removed') continue;
    const entries = after.filter((entry) => refersTo(entry, kind, name));
    const living = kind === 'service' ? await livingOf(scene, name) : [];
    const usedBy: Reference[] = [
      ...entries.map((entry) => ({ kind: entry.kind, name: entry.name })),
      ...living,
    ];
    if (usedBy.length > 0) throw inUse(kind, name, usedBy);
  }
}

/** Names in lists and single names, where one kind names another. */
function refersTo({ kind, body }: Entry, to: EntryChange['kind'], name: string): boolean {
  const names = (value: unknown): boolean => Array.isArray(value) && value.includes(name);
  if (kind === 'service' && to === 'window') return names(body.windows);
  if (kind === 'service' && to === 'service') return names(body.dependsOn);
  if (kind === 'service' && to === 'team') return body.team === name;
  if (kind === 'freeze' && to === 'service') {
    return names((body.scope as { services?: unknown } | undefined)?.services);
  }
  return false;
}

async function livingOf({ trx }: Scene, service: string): Promise<Reference[]> {
  const living = states.filter((state) => !isEnd(state));
  const { downtimes } = await listDowntimes(
    trx,
    { states: living, services: [service] },
    { limit: MOST_NAMED },
  );
  const series = await seriesOfService(trx, service);
  return [
    ...downtimes.map(({ downtime }) => ({ kind: 'downtime', name: downtime.id })),
    ...series.map(({ series: { id } }) => ({ kind: 'series', name: id })),
  ];
}

function inUse(kind: string, name: string, usedBy: readonly Reference[]): LullError {
  const named = usedBy.slice(0, MOST_NAMED).map((each) => `${each.kind} ${each.name}`);
  const more = usedBy.length > MOST_NAMED ? ` and ${usedBy.length - MOST_NAMED} more` : '';
  return new LullError(
    'in-use',
    `The ${kind} ${name} is used by ${named.join(', ')}${more}`,
    'Change or end these first.',
    { usedBy: usedBy.slice(0, MOST_NAMED) },
  );
}
