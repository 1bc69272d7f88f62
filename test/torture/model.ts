import type { OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';

type Told = OutcomeView['downtime'];

/** What the client says to a downtime. */
export type Verb = 'create' | 'reschedule' | 'cancel' | 'go' | 'extend' | 'finish';

/** By what each must be found once and no more: an event, and its lines in the audit trail. */
const traceOf: Readonly<Record<Verb, { readonly event: string; readonly audit: readonly string[] }>> = {
  create: { event: 'downtime.scheduled', audit: ['downtime.draft', 'downtime.schedule'] },
  reschedule: { event: 'downtime.revised', audit: ['downtime.revise'] },
  cancel: { event: 'downtime.cancelled', audit: ['downtime.cancel'] },
  go: { event: 'downtime.go', audit: ['downtime.go'] },
  extend: { event: 'downtime.extended', audit: ['downtime.extend'] },
  finish: { event: 'downtime.completed', audit: ['downtime.finish'] },
};

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
  /** Actions in the audit trail that the client made, the first first. */
  readonly audited: readonly string[];
}

/** Everything in which the record of a downtime that ended differs from what was acknowledged, as sentences. */
export function differences(known: Known, found: Found): string[] {
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
  for (const [verb, { event }] of Object.entries(traceOf)) {
    expect(`the count of ${event}`, count(events, event), known.said.filter((one) => one === verb).length);
  }
  const lines = known.said.flatMap((verb) => traceOf[verb].audit);
  expect('its audit trail', audited, lines);
  expect('its state', downtime.state, endOf(known));
  const begun = endOf(known) === 'completed' ? 1 : 0;
  for (const kind of onItsWay) expect(`the count of ${kind}`, count(events, kind), begun);
  return wrong;
}

function count(events: Found['events'], kind: string): number {
  return events.filter((event) => event.kind === kind).length;
}
