import { spokenTime } from '../../time/spoken.ts';
import { changesOf, changesPromise, changesReach, type PlanChange } from '../changes.ts';
import type { Command, Judgement, Proposal, Refusal, Waiver } from '../contract.ts';
import { addRevision, type Course, change, end, endOf, refuseFlaws, tell } from '../course.ts';
import { flawsOfPromise } from '../flaws.ts';
import { asReason, inTheWay, refuseRules, settledFor, without } from '../standing.ts';
import { outline, placeInSeries, rewrite } from './drafting.ts';

type Said<T extends Command['type']> = Extract<Command, { type: T }>;

/** Promises a draft, or proposes it where a second person is asked for. */
export function schedule(course: Course, { judgement }: Said<'schedule'>): Refusal | undefined {
  return offer(course, { plan: course.downtime.plan, bySeries: null }, judgement, []);
}

/** Changes what was promised: a new revision, or a proposal of one while the old promise holds. */
export function revise(course: Course, { plan, judgement, bySeries }: Said<'revise'>): Refusal | undefined {
  const changes = changesOf(course.downtime.plan, plan);
  if (changes.length === 0) return undefined;
  return offer(course, { plan, bySeries: bySeries ?? null }, judgement, changes);
}

/** Agrees to what another person proposed, as long as no rule has come to stand in the way since. */
export function approve(course: Course, { judgement }: Said<'approve'>): Refusal | undefined {
  const { at, person, downtime } = course;
  const { proposal } = downtime;
  if (!proposal) return nothingProposed();
  if (proposal.person === person) return secondPersonNeeded(proposal);
  const flaws = refuseFlaws(flawsOfPromise(proposal.plan, at));
  if (flaws) return flaws;
  const changes = changesOf(downtime.plan, proposal.plan);
  const settled = changesReach(changes) ? [] : settledFor(downtime);
  const fresh = without(judgement.obstacles, [...proposal.waives, ...settled]);
  if (fresh.length > 0) return inTheWay(fresh);
  tell(course, 'approved', { asks: proposal.asks, waives: proposal.waives });
  promise(course, proposal, changes, course.by);
  return undefined;
}

/** Turns a proposal down: what was never promised is a draft again, and a promise goes on to hold. */
export function reject(course: Course): Refusal | undefined {
  const { state, proposal } = course.downtime;
  if (!proposal) return nothingProposed();
  change(course, { proposal: null, state: state === 'awaiting-approval' ? 'draft' : state });
  tell(course, 'rejected');
  return undefined;
}

/** Calls it off before it has begun. */
export function cancel(course: Course, { bySeries }: Said<'cancel'>): Refusal | undefined {
  change(course, { occurrence: placeInSeries(course.downtime, bySeries ?? null) });
  end(course, 'cancelled');
  return undefined;
}

function offer(
  course: Course,
  { plan, bySeries }: Pick<Proposal, 'plan' | 'bySeries'>,
  judgement: Judgement,
  changes: readonly PlanChange[],
): Refusal | undefined {
  const { at, by, person, why, downtime } = course;
  const flaws = refuseFlaws(flawsOfPromise(plan, at));
  if (flaws) return flaws;
  const settled = changesReach(changes) ? [] : settledFor(downtime);
  const obstacles = without(judgement.obstacles, settled);
  const refusal = refuseRules(obstacles, judgement, why);
  if (refusal) return refusal;
  const { asks } = judgement;
  const waives = obstacles.map(asReason);
  const proposal: Proposal = { plan, by, person, why, at, asks, waives, bySeries };
  if (asks.length > 0) propose(course, proposal, changes);
  else promise(course, proposal, changes, null);
  return undefined;
}

function propose(course: Course, proposal: Proposal, changes: readonly PlanChange[]): void {
  const { state } = course.downtime;
  change(course, { proposal, state: state === 'draft' ? 'awaiting-approval' : state });
  const { plan, asks, waives } = proposal;
  tell(course, 'proposed', { ...outline(plan), changes, asks, waives });
}

function promise(
  course: Course,
  { plan, by, why, waives, bySeries }: Proposal,
  changes: readonly PlanChange[],
  secondPerson: string | null,
): void {
  const { at, downtime } = course;
  const first = downtime.promise.length === 0;
  const waivers = waives.map((reason): Waiver => ({ ...reason, by, why: why!, at, secondPerson }));
  change(course, { proposal: null, waivers: [...downtime.waivers, ...waivers] });
  if (first || changesReach(changes)) change(course, { waivers, flags: [] });
  if (first) {
    addRevision(course, endOf(plan)!, { by, why });
    change(course, { state: 'scheduled' });
    tell(course, 'scheduled', { ...outline(plan), waives });
    return;
  }
  change(course, { occurrence: placeInSeries(course.downtime, bySeries) });
  if (!changesPromise(changes)) {
    rewrite(course, plan, changes);
    return;
  }
  change(course, { plan });
  addRevision(course, endOf(plan)!, { by, why });
  if (changesReach(changes)) askAgain(course);
  tell(course, 'revised', { ...outline(plan), changes, waives });
}

/** Another promise is warned of again, and its go/no-go asked again. */
function askAgain(course: Course): void {
  const actual = { ...course.downtime.actual, warnedAt: null };
  change(course, { state: 'scheduled', actual, presence: null, go: null });
}

function nothingProposed(): Refusal {
  return {
    code: 'wrong-state',
    message: 'Nothing is proposed that could be decided on',
    todo: 'Look at what may be done now.',
    reasons: [],
  };
}

function secondPersonNeeded({ asks, at }: Proposal): Refusal {
  return {
    code: 'second-person',
    message: `It was proposed on ${spokenTime(at, 'UTC')} by the same person: ${asks.join('; ')}`,
    todo: 'Let another person look at it and approve it.',
    reasons: [],
  };
}
