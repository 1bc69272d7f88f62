import { LullError } from '../../../errors.ts';
import { pause } from '../../actions/pause.ts';
import type { Order } from '../contract.ts';
import type { Standing } from '../journal/contract.ts';
import { type Next, nextOf } from '../next.ts';
import type { OrderedSteps } from '../source.ts';
import { askAbout } from './ask.ts';
import { endAttempt, makeAttempt, taskAt } from './attempt.ts';
import { type Desk, reportOn, tellable } from './desk.ts';
import { keep } from './keep.ts';
import { keyOf } from './part.ts';
import { watchOver } from './watch.ts';

/** How long is waited after a disk or a network said no. Milliseconds. */
const AGAIN = 1_000;

/** What runs something of the step file. */
const mayRun: ReadonlySet<Next['do']> = new Set(['begin', 'resume', 'ask', 'watch']);

/** A step file as it was read for a goal; read anew for the next one. */
interface Loaded {
  readonly round: number;
  readonly serial: number;
  /** Null where it can't be used, until there is another order. */
  readonly ordered: OrderedSteps | null;
}

/**
 * Works at one part of a run, by the newest order, until the order is that it is over.
 *
 * @returns whether it is over, or the runner is stopped or leaves, or the server knows more of it than the
 * journal does
 * @example await workPart(desk);
 */
export async function workPart(desk: Desk): Promise<'over' | 'stopped' | 'lost'> {
  const { part, journal, stopping, leaving } = desk;
  const either = AbortSignal.any([stopping, leaving]);
  let loaded: Loaded | null = null;
  while (!either.aborted) {
    const order = part.order();
    // What nobody orders any more is brought to its end, and nothing is begun.
    if (order === null || !part.isNamed()) {
      await part.bell.wait(Infinity, either);
      continue;
    }
    if (part.stored() > journal.last()) return 'lost';
    const signal = AbortSignal.any([part.wanted(), stopping]);
    if (order.goal !== journal.standing().goal) await enter(desk, order);
    const standing = journal.standing();
    if (standing.goal !== order.goal) continue;
    if (!isLoaded(loaded, order, standing)) loaded = await load(desk, order, loaded);
    const ordered = loaded?.ordered ?? null;
    const next = nextOf(ordered?.steps ?? null, desk.journal.standing(), order);
    if (next.do === 'end') return 'over';
    if (next.do === 'wait') {
      await part.bell.wait(loaded ? Infinity : AGAIN, either);
      continue;
    }
    if (next.do === 'begin' && !(await pause(next.after, AbortSignal.any([signal, leaving])))) continue;
    // Programs are read when they are run: somebody may have changed them since the file was read.
    if (ordered && mayRun.has(next.do)) loaded = await load(desk, order, loaded, ordered);
    if ((loaded?.ordered ?? null) === ordered) await follow(desk, next, ordered, signal);
  }
  return 'stopped';
}

function isLoaded(loaded: Loaded | null, { serial }: Order, { round }: Standing): boolean {
  return loaded?.round === round && (loaded.ordered !== null || loaded.serial === serial);
}

/** What was left open for another goal is not gone on with. */
async function enter(desk: Desk, { goal, serial }: Order): Promise<void> {
  const { host, part, journal, stopping } = desk;
  for (const { phase, place, attempt, name, outcome } of journal.standing().tried) {
    if (outcome !== null) continue;
    const error = 'it was stopped';
    await endAttempt(desk, { phase, place, attempt }, name, { outcome: 'stopped', code: null, error });
  }
  await keep(host, keyOf(part), () => journal.append({ kind: 'goal', goal, serial }), stopping);
}

/**
 * @param read what was read for this goal, to be looked at again; read anew when null
 * @returns null where it can't be read now, and may be later
 */
async function load(
  desk: Desk,
  order: Order,
  before: Loaded | null,
  read: OrderedSteps | null = null,
): Promise<Loaded | null> {
  const { host, part, journal, stopping } = desk;
  const { goal, serial } = order;
  const { round, isLost, said } = journal.standing();
  if (goal === 'rest' || goal === 'ended' || isLost) return { round, serial, ordered: null };
  const about = `${keyOf(part)} steps`;
  try {
    const ordered = read ?? (await host.source.read(order));
    if (read) await read.check();
    host.troubles.set(about, null);
    return { round, serial, ordered };
  } catch (error) {
    const why = (error as Error).message;
    if (!(error instanceof LullError)) {
      host.troubles.set(about, `the step file ${order.file.name} can't be read: ${why}`);
      return null;
    }
    host.troubles.set(about, null);
    const isToldBefore = before === null && said?.kind === 'stuck';
    const what = { kind: 'stuck', phase: goal, why: tellable(desk, why)! } as const;
    if (!isToldBefore) await reportOn(desk, what, stopping);
    return { round, serial, ordered: null };
  }
}

async function follow(
  desk: Desk,
  next: Next,
  ordered: OrderedSteps | null,
  signal: AbortSignal,
): Promise<void> {
  switch (next.do) {
    case 'begin':
    case 'resume':
      return begin(desk, next, ordered!, signal);
    case 'ask':
      return askAbout(desk, next, ordered!, signal);
    case 'watch':
      // It does nothing, and begins anew.
      return watchOver(desk, next.begin, ordered!, AbortSignal.any([signal, desk.leaving]));
    case 'through':
      await reportOn(desk, { kind: 'through', phase: next.phase }, signal);
      return;
    case 'stuck':
      await reportOn(desk, { kind: 'stuck', phase: next.phase, why: tellable(desk, next.why)! }, signal);
      return;
    case 'rests':
      await reportOn(desk, { kind: 'rests' }, signal);
      return;
  }
}

async function begin(
  desk: Desk,
  next: Extract<Next, { do: 'begin' | 'resume' }>,
  ordered: OrderedSteps,
  signal: AbortSignal,
): Promise<void> {
  const { phase, place, attempt } = next;
  const isResumed = next.do === 'resume';
  if (phase === 'watch') return;
  const task = taskAt(ordered, phase, place);
  await makeAttempt(desk, { attempt: { phase, place, attempt }, task, ordered, signal, isResumed });
}
