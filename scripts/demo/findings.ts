import type { DowntimeView } from '../../packages/lull/src/api/contract/downtime-view.ts';
import { MAILS, type World } from './scenes/set-up.ts';
import type { Visits } from './visitors.ts';

/** What was found when all was over. */
export interface Findings {
  /** As they were then: visitors go on. */
  readonly visits: Visits;
  /** The type that order ids have. */
  readonly ids: string;
  /** Keys of the orders that the shop thanked for, and has not. */
  readonly missing: readonly string[];
  /** Orders that lack lines or have too many. */
  readonly broken: number;
  readonly mails: number;
  /** What did not hold, a sentence each; nothing for all well. */
  readonly wrong: readonly string[];
}

/** Asks the shop, its visitors, and the mail server. */
export async function findOut(world: World, { state }: DowntimeView): Promise<Findings> {
  const { shop, visitors } = world;
  const visits = structuredClone(visitors.visits);
  const waiting = visitors.waiting();
  const [{ keys, broken }, ids, { status }] = await Promise.all([shop.orders(), shop.ids(), fetch(shop.url)]);
  const there = new Set(keys);
  const missing = visits.orders.filter((key) => !there.has(key));
  const mails = world.mails.mails.length;
  const wrong = [
    ...(state === 'completed' ? [] : [`the downtime is ${state}`]),
    ...(ids === 'bigint' ? [] : [`order ids are ${ids}`]),
    ...(status === 200 ? [] : [`the shop answers with ${status}`]),
    ...(waiting === 0 ? [] : [`${waiting} visitors were not let in again`]),
    ...(visits.refused > 0 ? [] : ['nobody was refused while the shop was closed']),
    ...visits.lost.map((what) => `a request was lost: ${what}`),
    ...missing.map((key) => `the order ${key} was lost`),
    ...(broken === 0 ? [] : [`${broken} orders are half-written`]),
    ...(mails === MAILS ? [] : [`${mails} of ${MAILS} mails came`]),
  ];
  return { visits, ids, missing, broken, mails, wrong };
}
