import { formatDuration } from '../time/duration.ts';
import { formatInstant } from '../time/instant.ts';
import type { Plan } from './contract.ts';

/** What became of one field of a plan, as JSON carries it. */
export interface PlanChange {
  readonly field: keyof Plan;
  readonly from: unknown;
  readonly to: unknown;
}

/** Every field of a plan, and how its value is written. */
const written: Readonly<Record<keyof Plan, 'as-is' | 'instant' | 'length'>> = {
  title: 'as-is',
  services: 'as-is',
  mode: 'as-is',
  part: 'as-is',
  start: 'instant',
  takes: 'length',
  rollback: 'length',
  owner: 'as-is',
  people: 'as-is',
  warnBefore: 'length',
  startWithin: 'length',
  drainWithin: 'length',
  atDrainDeadline: 'as-is',
  atTurnBack: 'as-is',
  extendBy: 'length',
  remindEvery: 'length',
  verify: 'as-is',
  steps: 'as-is',
};

/** What moves the work in time or makes it touch others: rules that were set aside hold only for this. */
const reach: ReadonlySet<keyof Plan> = new Set([
  'services',
  'mode',
  'part',
  'start',
  'takes',
  'rollback',
  'owner',
  'people',
]);

/** What people are told of. */
const promised: ReadonlySet<keyof Plan> = new Set(['title', 'services', 'mode', 'part', 'start', 'takes']);

/**
 * What differs from one plan to another, by field.
 *
 * @example changesOf(plan, { ...plan, takes: 60_000 }) // [{ field: 'takes', from: 'PT2H', to: 'PT1M' }]
 */
export function changesOf(before: Plan, after: Plan): PlanChange[] {
  return (Object.keys(written) as (keyof Plan)[])
    .map((field) => ({ field, from: write(field, before), to: write(field, after) }))
    .filter(({ from, to }) => key(from) !== key(to));
}

/** Whether the changes make it another piece of work to the rules. */
export function changesReach(changes: readonly PlanChange[]): boolean {
  return changes.some(({ field }) => reach.has(field));
}

/** Whether the changes make it another promise. */
export function changesPromise(changes: readonly PlanChange[]): boolean {
  return changes.some(({ field }) => promised.has(field));
}

function write(field: keyof Plan, plan: Plan): unknown {
  const value = plan[field];
  if (typeof value !== 'number') return value;
  return written[field] === 'instant' ? formatInstant(value) : formatDuration({ days: 0, ms: value });
}

/** The same text for the same value, in whatever order its fields were written. */
function key(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
