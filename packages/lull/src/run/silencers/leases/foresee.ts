import type { Catalog } from '../../../catalog/catalog.ts';
import { hasBegun, isEnd } from '../../../downtime/states.ts';
import { LullError } from '../../../errors.ts';
import type { Change, Consequence } from '../../../keeper/contract.ts';
import type { Scope, Silences } from '../contract.ts';

/**
 * What monitors would be quiet about, from when until when.
 *
 * @example foreseen(silences, change)[0].text // 'alerts is quiet about service="shop"'
 */
export function foreseen({ silencers }: Pick<Silences, 'silencers'>, change: Change): Consequence[] {
  const { after, now, catalog } = change;
  const { plan, state, expectedEnd } = after;
  if (plan.start === null || isEnd(state)) return [];
  const begun = hasBegun(state);
  const end = begun ? expectedEnd! : plan.start + plan.takes;
  const told = silencesIn(catalog, plan.services).map(({ service, by, scope }) => {
    const silencer = silencers.get(by);
    const data = { service, silencer: by, scope };
    if (silencer === undefined) return { text: `no monitor "${by}" is set up: nothing is quiet there`, data };
    return { text: quietly(by, () => silencer.shows(scope)), data };
  });
  const at = begun ? null : plan.start;
  const begins = told.map(({ text, data }): Consequence => ({ kind: 'silence', at, text, data }));
  const names = [...new Set(told.map(({ data }) => data.silencer))].filter((name) => silencers.has(name));
  if (names.length === 0 || end < now) return begins;
  const text = `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} quiet no more, once the work is over`;
  return [...begins, { kind: 'silence', at: end, text, data: { silencers: names } }];
}

function silencesIn(catalog: Catalog, services: readonly string[]) {
  return services.flatMap((service) =>
    (catalog.services.get(service)?.silences ?? []).map(({ by, scope }) => ({
      ...{ service, by },
      scope: { ...scope } as Scope,
    })),
  );
}

function quietly(name: string, shows: () => string): string {
  try {
    return `${name} is quiet about ${shows()}`;
  } catch (error) {
    if (error instanceof LullError) return `nothing is quiet: ${error.message}`;
    throw error;
  }
}
