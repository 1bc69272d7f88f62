import { formatInstant, type Instant } from '../../time/instant.ts';
import { changesOf, type PlanChange } from '../changes.ts';
import {
  type Command,
  type Downtime,
  nothingYet,
  type Plan,
  type Refusal,
  type Waiver,
} from '../contract.ts';
import { addRevision, type Course, change, courseOf, endOf, enter, refuseFlaws, tell } from '../course.ts';
import { flawsOf } from '../flaws.ts';
import { asReason, hasConflict, inTheWay, reasonNeeded } from '../standing.ts';

type Said<T extends Command['type']> = Extract<Command, { type: T }>;

/** The first moment of a downtime's life, before anything is told of it. */
export function conceive(said: Said<'draft' | 'emergency'>, now: Instant): Course {
  const emergency = said.type === 'emergency';
  const plan = emergency ? { ...said.plan, start: now } : said.plan;
  const downtime: Downtime = {
    id: said.id,
    state: 'draft',
    plan,
    promise: [],
    actual: nothingYet,
    expectedEnd: endOf(plan),
    emergency,
    occurrence: emergency ? null : (said.occurrence ?? null),
    proposal: null,
    waivers: [],
    flags: [],
    presence: null,
    go: null,
    turningBack: null,
    failedIn: null,
    reminded: null,
    told: { overdue: false, turnBack: false },
    createdAt: now,
    createdBy: said.by,
    changedAt: now,
  };
  return courseOf(downtime, said, now);
}

/** Writes a plan down; nobody is told. */
export function draft(course: Course): Refusal | undefined {
  const flaws = refuseFlaws(flawsOf(course.downtime.plan));
  if (flaws) return flaws;
  tell(course, 'drafted', outline(course.downtime.plan));
  return undefined;
}

/** Changes a draft; the same plan again changes nothing. */
export function edit(course: Course, { plan, bySeries }: Said<'edit'>): Refusal | undefined {
  const flaws = refuseFlaws(flawsOf(plan));
  if (flaws) return flaws;
  const changes = changesOf(course.downtime.plan, plan);
  if (changes.length === 0) return undefined;
  change(course, { occurrence: placeInSeries(course.downtime, bySeries ?? null) });
  rewrite(course, plan, changes);
  return undefined;
}

/** Puts another plan in place of the one that holds, and tells what differs. */
export function rewrite(course: Course, plan: Plan, changes: readonly PlanChange[]): void {
  change(course, { plan, expectedEnd: endOf(plan) });
  tell(course, 'edited', { changes });
}

/**
 * Where the downtime belongs in its series once it is changed: by the series it gets another start, by
 * somebody it goes its own way.
 */
export function placeInSeries({ occurrence }: Downtime, bySeries: Instant | null) {
  if (!occurrence) return null;
  return bySeries === null ? { ...occurrence, moved: true } : { ...occurrence, start: bySeries };
}

/** Begins at once what cannot wait: its notice and every rule are set aside, and that is kept. */
export function emergency(course: Course, { obstacles }: Said<'emergency'>): Refusal | undefined {
  const { at, by, why, downtime } = course;
  const flaws = refuseFlaws(flawsOf(downtime.plan));
  if (flaws) return flaws;
  if (why === null) return reasonNeeded('Going down without notice');
  if (hasConflict(obstacles)) return inTheWay(obstacles);
  tell(course, 'drafted', { ...outline(downtime.plan), emergency: true });
  const noNotice = { rule: 'notice', name: null, message: 'it begins without notice' } as const;
  const rules = obstacles.some(({ rule }) => rule === 'notice') ? obstacles : [noNotice, ...obstacles];
  const waivers = rules.map((reason): Waiver => ({ ...asReason(reason), by, why, at, secondPerson: null }));
  const here = { by, at };
  change(course, { waivers, presence: here, go: here });
  addRevision(course, endOf(downtime.plan)!);
  tell(course, 'scheduled', { ...outline(downtime.plan), waives: rules.map(asReason) });
  enter(course, downtime.plan.mode === 'at-risk' ? 'down' : 'draining');
  return undefined;
}

/** What events say of a plan. */
export function outline(plan: Plan): Record<string, unknown> {
  const { title, services, mode } = plan;
  const end = endOf(plan);
  return {
    title,
    services,
    mode,
    start: plan.start === null ? null : formatInstant(plan.start),
    end: end === null ? null : formatInstant(end),
  };
}
