import type { OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';

type Told = OutcomeView['downtime'];

/** What the client says to a downtime, and the event by which it must be found once and no more. */
export const eventOf = {
  create: 'downtime.scheduled',
  reschedule: 'downtime.revised',
  cancel: 'downtime.cancelled',
  go: 'downtime.go',
  extend: 'downtime.extended',
  finish: 'downtime.completed',
} as const;

export type Verb = keyof typeof eventOf;

/** What happens to every downtime that is begun, once, by the clock or because something else was said. */
const onItsWay = ['downtime.draining', 'downtime.closed', 'downtime.opening'] as const;

/** What the client knows of one downtime from the answers that it got. */
export interface Known {
  readonly id: string;
  readonly service: string;
  /** Start and end of each promise, in order, as it was answered. */
  readonly promise: { readonly start: string; readonly end: string }[];
  /** What was said to it and acknowledged. */
  readonly said: Verb[];
  version: number;
}

/** What was acknowledged makes the model; each answer is taken once. */
export function learn(known: Known | null, verb: Verb, told: Told): Known {
  const made = known ?? { id: told.id, service: told.services[0]!, promise: [], said: [], version: 0 };
  made.said.push(verb);
  made.version = told.version;
  if (verb === 'create' || verb === 'reschedule' || verb === 'extend') {
    const { start, end } = told.promise.at(-1)!;
    made.promise.push({ start, end });
  }
  return made;
}

/** The state in which the model says that it ends; null while nothing was said that ends it. */
export function endOf({ said }: Known): 'completed' | 'cancelled' | null {
  if (said.includes('finish')) return 'completed';
  return said.includes('cancel') ? 'cancelled' : null;
}

/** What the record holds of one downtime. */
export interface Found {
  readonly downtime: Told | null;
  readonly events: readonly { readonly kind: string; readonly revision: number }[];
  /** Actions in the audit trail that the client's own key made. */
  readonly audited: readonly string[];
}

/**
 * Everything in which the record differs from what was acknowledged, as sentences.
 *
 * @param settled whether every downtime had its time to come to its end
 */
export function differences(known: Known, found: Found, settled: boolean): string[] {
  const { downtime, events, audited } = found;
  if (!downtime) return [`${known.id}: acknowledged, and it is gone`];
  const wrong: string[] = [];
  const expect = (what: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(should)) {
      wrong.push(`${known.id}: ${what} is ${JSON.stringify(is)}, acknowledged was ${JSON.stringify(should)}`);
    }
  };
  const promise = downtime.promise.map(({ start, end }) => ({ start, end }));
  expect('its promise', promise, known.promise);
  expect(
    'its revisions',
    downtime.promise.map(({ number }) => number),
    known.promise.map((_, i) => i + 1),
  );
  if (downtime.version < known.version) expect('its version', downtime.version, known.version);
  for (const [verb, kind] of Object.entries(eventOf) as [Verb, string][]) {
    expect(`the count of ${kind}`, count(events, kind), known.said.filter((one) => one === verb).length);
  }
  expect('the count in the audit trail', audited.length, known.said.length);
  if (settled) {
    expect('its state', downtime.state, endOf(known));
    const begun = endOf(known) === 'completed' ? 1 : 0;
    for (const kind of onItsWay) expect(`the count of ${kind}`, count(events, kind), begun);
  }
  return wrong;
}

function count(events: Found['events'], kind: string): number {
  return events.filter((event) => event.kind === kind).length;
}
