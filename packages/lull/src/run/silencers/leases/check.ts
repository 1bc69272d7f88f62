import { demand } from '../../../access/allowed.ts';
import { writeAudit } from '../../../access/audit.ts';
import type { Actor } from '../../../access/contract.ts';
import type { Catalog } from '../../../catalog/catalog.ts';
import { LullError } from '../../../errors.ts';
import type { Keeper } from '../../../keeper/contract.ts';
import type { Alert, Reached, Silencer, SilencerKind, Silences } from '../contract.ts';

/** What a service wants to be quiet, and what fires there now. */
export interface CheckedScope {
  readonly service: string;
  readonly shows: string | null;
  readonly firing: readonly Alert[];
  /** Why it would not be quiet, or can't be asked; null for all well. */
  readonly error: string | null;
}

/** How it stands with one monitor. */
export interface CheckedSilencer {
  readonly name: string;
  /** Null for one that services name and this server doesn't know. */
  readonly kind: SilencerKind | null;
  readonly reached: Reached | null;
  readonly error: string | null;
  readonly scopes: readonly CheckedScope[];
}

/**
 * Talks to each monitor: whether it can be reached, whether it would be quiet, and what fires now in what
 * services name. A webhook is sent a test.
 *
 * @param only those that services of these names want; all when left out
 * @throws LullError `not-allowed` for all but owners of everything
 * @example (await checkSilencers(silences, keeper, actor)).every(({ error }) => error === null)
 */
export async function checkSilencers(
  silences: Silences,
  keeper: Keeper,
  actor: Actor,
  only?: readonly string[],
): Promise<readonly CheckedSilencer[]> {
  demand(actor, 'configure', null);
  const { catalog } = await keeper.catalog();
  const wanted = silencesIn(catalog, only);
  const names = new Set([
    ...(only === undefined ? silences.silencers.keys() : []),
    ...wanted.map(({ by }) => by),
  ]);
  await silences.store.transaction(async (trx) => {
    const at = await silences.now(trx);
    const subject = [...names].sort().join(', ');
    await writeAudit(trx, actor, { action: 'silences.check', subject, data: {} }, at);
  });
  const checks = [...names].sort().map(async (name) => {
    const silencer = silences.silencers.get(name);
    const scopes = wanted.filter(({ by }) => by === name);
    return silencer === undefined ? unknown(name, scopes) : checked(silencer, scopes);
  });
  return Promise.all(checks);
}

type WantedScope = ReturnType<typeof silencesIn>[number];

function silencesIn(catalog: Catalog, only: readonly string[] | undefined) {
  const services = [...catalog.services.values()].filter(({ name }) => only?.includes(name) ?? true);
  return services.flatMap(({ name, silences }) =>
    silences.map(({ by, scope }) => ({ service: name, by, scope: { ...scope } })),
  );
}

async function checked(silencer: Silencer, scopes: readonly WantedScope[]): Promise<CheckedSilencer> {
  const { name, kind } = silencer;
  const reached = await orWhy(() => silencer.check());
  if (typeof reached === 'string') {
    return { name, kind, reached: null, error: reached, scopes: scopes.map((one) => shownOf(silencer, one)) };
  }
  const looked: CheckedScope[] = [];
  for (const one of scopes) {
    const firing = await orWhy(() => silencer.firing(one.scope));
    const known = shownOf(silencer, one);
    looked.push(
      typeof firing === 'string' ? { ...known, error: known.error ?? firing } : { ...known, firing },
    );
  }
  return { name, kind, reached, error: null, scopes: looked };
}

function shownOf(silencer: Silencer, { service, scope }: WantedScope): CheckedScope {
  try {
    return { service, shows: silencer.shows(scope), firing: [], error: null };
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    return { service, shows: null, firing: [], error: error.message };
  }
}

function unknown(name: string, scopes: readonly WantedScope[]): CheckedSilencer {
  const error = 'there is no monitor of this name in LULL_SILENCERS';
  const nothing = { shows: null, firing: [], error: null };
  return {
    ...{ name, kind: null, reached: null, error },
    scopes: scopes.map(({ service }) => ({ service, ...nothing })),
  };
}

async function orWhy<T extends object>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LullError) return `${error.message}. ${error.todo}`;
    throw error;
  }
}
