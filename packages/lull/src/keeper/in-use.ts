import type { EntryChange } from '../catalog/diff.ts';
import { type Entry, type EntryKind, entryKey } from '../catalog/entry.ts';
import { states } from '../downtime/contract.ts';
import { isEnd } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import { listDowntimes } from '../store/downtime-lists.ts';
import { seriesOfServices } from '../store/series-rows.ts';
import type { Scene } from './transact.ts';

/** Who refers to what is to be removed. */
interface Reference {
  readonly kind: string;
  /** Of a downtime or a series its id. */
  readonly name: string;
  readonly title?: string;
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
  const removed = changes.filter(({ change }) => change === 'removed');
  if (removed.length === 0) return;
  const referring = referringIn(after);
  const services = removed.filter(({ kind }) => kind === 'service').map(({ name }) => name);
  // Asked for all together first: mostly there is none, and there may be thousands of services.
  const anyLives = services.length > 0 && (await livingOf(scene, services)).length > 0;
  for (const { kind, name } of removed) {
    const entries = referring.get(entryKey({ kind, name })) ?? [];
    const living = kind === 'service' && anyLives ? await livingOf(scene, [name]) : [];
    const usedBy: Reference[] = [
      ...entries.map((entry) => ({ kind: entry.kind, name: entry.name })),
      ...living,
    ];
    if (usedBy.length > 0) throw inUse(kind, name, usedBy);
  }
}

/** The entries that name each, by its key. */
function referringIn(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const referring = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of new Set(namedBy(entry).map(entryKey))) {
      const known = referring.get(key);
      if (known) known.push(entry);
      else referring.set(key, [entry]);
    }
  }
  return referring;
}

/** Names in lists and single names, where one kind names another. */
function namedBy({ kind, body }: Entry): Pick<Entry, 'kind' | 'name'>[] {
  const named = (of: EntryKind, names: unknown) =>
    Array.isArray(names) ? names.map((name: string) => ({ kind: of, name })) : [];
  if (kind === 'freeze')
    return named('service', (body.scope as { services?: unknown } | undefined)?.services);
  if (kind !== 'service') return [];
  return [
    ...named('window', body.windows),
    ...named('service', body.dependsOn),
    ...named('team', body.team === undefined ? [] : [body.team]),
  ];
}

async function livingOf({ trx }: Scene, services: readonly string[]): Promise<Reference[]> {
  const living = states.filter((state) => !isEnd(state));
  const { downtimes } = await listDowntimes(trx, { states: living, services }, { limit: MOST_NAMED });
  const series = await seriesOfServices(trx, services);
  return [
    ...downtimes.map(({ downtime: { id, plan } }) => ({ kind: 'downtime', name: id, title: plan.title })),
    ...series.map(({ series: { id, plan } }) => ({ kind: 'series', name: id, title: plan.title })),
  ];
}

function inUse(kind: string, name: string, usedBy: readonly Reference[]): LullError {
  const named = usedBy
    .slice(0, MOST_NAMED)
    .map(({ kind, name, title }) =>
      title === undefined ? `${kind} ${name}` : `${kind} "${title}" (${name})`,
    );
  const more = usedBy.length > MOST_NAMED ? ` and ${usedBy.length - MOST_NAMED} more` : '';
  return new LullError(
    'in-use',
    `The ${kind} ${name} is used by ${named.join(', ')}${more}`,
    'Change or end these first.',
    { usedBy: usedBy.slice(0, MOST_NAMED) },
  );
}
