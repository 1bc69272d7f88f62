import { spokenLength } from '../../time/spoken.ts';
import type { Command, Facts, Flag, Refusal } from '../contract.ts';
import { type Course, change, delayEnd, end, enter, tell } from '../course.ts';
import { beginBefore } from '../moments.ts';
import { asReason, missingForGo, reasonNeeded, reflag } from '../standing.ts';
import { openFlags } from '../states.ts';
import { placeInSeries } from './drafting.ts';

type Said<T extends Command['type']> = Extract<Command, { type: T }>;

/** Notes that somebody is there. */
export function imHere(course: Course): Refusal | undefined {
  change(course, { presence: { by: course.by, at: course.at } });
  tell(course, 'present');
  return undefined;
}

/** Says yes to the go/no-go: it begins at its start, or now where that has come, if nothing is missing. */
export function go(course: Course, { facts }: Said<'go'>): Refusal | undefined {
  const said = { by: course.by, at: course.at };
  change(course, { presence: said, go: said });
  reflag(course, facts.obstacles);
  tell(course, 'go', { waitsFor: missingForGo(course.downtime, facts) });
  beginIfDue(course, facts);
  return undefined;
}

/** Says no to the go/no-go: nothing closes, and people are told. */
export function noGo(course: Course): Refusal | undefined {
  change(course, { occurrence: placeInSeries(course.downtime, null) });
  stepAside(course, course.why);
  return undefined;
}

/** Takes the question back: the work is called off by the go/no-go. */
export function stepAside(course: Course, why: string | null): void {
  tell(course, 'no-go', {}, { why });
  end(course, 'cancelled', why);
}

/** Begins the work where its start has come and nothing is missing; says whether it did. */
export function beginIfDue(course: Course, facts: Facts): boolean {
  const { downtime, at } = course;
  const { plan } = downtime;
  const due = plan.start! <= at && at < beginBefore(downtime);
  if (!due || missingForGo(downtime, facts).length > 0) return false;
  if (downtime.proposal) {
    change(course, { proposal: null });
    tell(course, 'rejected', {}, { why: 'the work begins by the promise that holds' });
  }
  enter(course, plan.mode === 'at-risk' ? 'down' : 'draining');
  delayEnd(course, at + plan.takes, `it began ${spokenLength(at - plan.start!)} late`);
  return true;
}

/** Looks at the rules again, as they are since the downtime was promised. */
export function flag(course: Course, { reasons }: Said<'flag'>): Refusal | undefined {
  reflag(course, reasons);
  return undefined;
}

/** Keeps the downtime in spite of its flags; another downtime of the same service gives way to nobody. */
export function keep(course: Course): Refusal | undefined {
  const { at, by, why, downtime } = course;
  const open = openFlags(downtime).filter(({ rule }) => rule !== 'conflict');
  if (open.length === 0) {
    const message = `Nothing is flagged that "${downtime.plan.title}" could be kept in spite of`;
    return { code: 'wrong-state', message, todo: 'Look at its flags.', reasons: [] };
  }
  if (why === null) return reasonNeeded('Keeping it in spite of a rule', open);
  const decide = (each: Flag): Flag => (open.includes(each) ? { ...each, kept: { by, why, at } } : each);
  change(course, { flags: downtime.flags.map(decide) });
  tell(course, 'kept', { flags: open.map(asReason) });
  return undefined;
}
