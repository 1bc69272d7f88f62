import type { OutcomeView } from '../../packages/lull/src/api/contract/outcome.ts';

type Told = OutcomeView['downtime'];

/** What the client says to a downtime. */
export type Verb = 'create' | 'reschedule' | 'cancel' | 'go' | 'extend' | 'finish';

/**
 * What each must leave, once and in this order: its lines in the audit trail, and all that happens until something else
 * is said. Go/no-go opens so long before the start that every promise is warned of at once.
 */
const traceOf: Readonly<
  Record<Verb, { readonly said: readonly string[]; readonly events: readonly string[] }>
> = {
  create: { said: ['draft', 'schedule'], events: ['drafted', 'scheduled', 'warned'] },
  reschedule: { said: ['reschedule'], events: ['revised', 'warned'] },
  cancel: { said: ['cancel'], events: ['cancelled'] },
  go: { said: ['go'], events: ['go', 'draining', 'closed'] },
  extend: { said: ['extend'], events: ['extended'] },
  finish: { said: ['finish'], events: ['opening', 'completed'] },
};

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
  /** Its lines in the audit trail, the first first. */
  readonly audited: readonly Audited[];
}

/** A line of the audit trail: what somebody said and what came of it at once, or what came by rule. */
export interface Audited {
  readonly action: string;
  readonly actor: { readonly kind: string };
  readonly data: { readonly events?: readonly string[] };
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
  const named = (words: readonly string[]) => words.map((word) => `downtime.${word}`);
  const happened = events.map(({ kind }) => kind);
  expect('what happened to it', happened, named(known.said.flatMap((verb) => traceOf[verb].events)));
  const said = audited.filter(({ actor }) => actor.kind !== 'system').map(({ action }) => action);
  expect('what was said to it', said, named(known.said.flatMap((verb) => traceOf[verb].said)));
  const trail = audited.flatMap(({ action, actor, data }) =>
    actor.kind === 'system' ? [action] : data.events,
  );
  expect('its audit trail', trail, happened);
  expect('its state', downtime.state, endOf(known));
  return wrong;
}
