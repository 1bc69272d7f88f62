import type { Reason } from '../plan/rules.ts';
import type { Downtime, Facts, Flag, Judgement, Refusal } from './contract.ts';
import { type Course, change, tell } from './course.ts';
import { openFlags } from './states.ts';

type Rule = Pick<Reason, 'rule' | 'name'>;

/**
 * The reasons that none of the settled rules covers.
 *
 * @example without([{ rule: 'freeze', name: 'sale', message }], downtime.waivers)
 */
export function without<T extends Rule>(reasons: readonly T[], settled: readonly Rule[]): T[] {
  return reasons.filter(
    ({ rule, name }) => !settled.some((each) => each.rule === rule && each.name === name),
  );
}

/** What was set aside for the downtime, by waiver or by keeping it in spite of a flag. */
export function settledFor({ waivers, flags }: Downtime): Rule[] {
  return [...waivers, ...flags.filter(({ kept }) => kept !== null)];
}

/**
 * Why the work may not be promised, if it may not: rules that stand in the way and are not set aside. Another
 * downtime of the same service can't be.
 */
export function refuseRules(
  obstacles: readonly Reason[],
  judgement: Judgement,
  why: string | null,
): Refusal | undefined {
  if (obstacles.length === 0) return undefined;
  if (hasConflict(obstacles) || !judgement.override) return inTheWay(obstacles);
  return why === null ? reasonNeeded('Setting a rule aside', obstacles) : undefined;
}

/** Whether another downtime of the same service is among the reasons: it gives way to nobody. */
export function hasConflict(reasons: readonly Rule[]): boolean {
  return reasons.some(({ rule }) => rule === 'conflict');
}

/** The refusal that names every rule in the way. */
export function inTheWay(obstacles: readonly Reason[]): Refusal {
  const message = `Rules stand in the way: ${obstacles.map((reason) => reason.message).join('; ')}`;
  const todo = hasConflict(obstacles)
    ? 'Choose another moment: another downtime of the same service gives way to nobody.'
    : 'Choose another moment, or let somebody who may set the rules aside, with a reason.';
  return { code: 'rule-in-the-way', message, todo, reasons: obstacles };
}

/** The refusal of what may be done only with a reason. */
export function reasonNeeded(what: string, reasons: readonly Reason[] = []): Refusal {
  return { code: 'reason-needed', message: `${what} needs a reason`, todo: 'Say why; it is kept.', reasons };
}

/**
 * What keeps the work from beginning, as sentences: who and what is missing, and which rules stand in the way
 * that nobody set aside. Empty when it may begin as soon as its start has come.
 *
 * @example missingForGo(warning, facts) // ['nobody has said that they are there']
 */
export function missingForGo(downtime: Downtime, facts: Facts): string[] {
  const { expected, confirmed } = facts.gates;
  return [
    ...(downtime.presence ? [] : ['nobody has said that they are there']),
    ...(confirmed < expected ? [gatesMissing(facts.gates)] : []),
    ...facts.firing.map((alert) => `the alert "${alert}" is firing`),
    ...facts.missing,
    ...without(facts.obstacles, settledFor(downtime)).map(({ message }) => message),
  ];
}

/** At most so many are named: a sentence is read by people. */
const MOST_NAMED = 5;

function gatesMissing({ expected, confirmed, missing = [] }: Facts['gates']): string {
  const more = missing.length - MOST_NAMED;
  const named = [...missing.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${confirmed} of ${expected} gates have confirmed${named === '' ? '' : `, missing: ${named}`}`;
}

/** Makes the flags what stands in the way now: what is new is flagged, what gave way is taken off. */
export function reflag(course: Course, reasons: readonly Reason[]): void {
  const { at, downtime } = course;
  const fresh = eachOnce(without(reasons, [...downtime.waivers, ...downtime.flags]));
  const gone = without(openFlags(downtime), reasons);
  if (gone.length > 0) {
    change(course, { flags: downtime.flags.filter((flag) => !gone.includes(flag)) });
    tell(course, 'unflagged', { flags: gone.map(asReason) });
  }
  if (fresh.length > 0) {
    const added = fresh.map((reason): Flag => ({ ...asReason(reason), at, kept: null }));
    change(course, { flags: [...course.downtime.flags, ...added] });
    tell(course, 'flagged', { flags: fresh.map(asReason) });
  }
}

function eachOnce<T extends Rule>(reasons: readonly T[]): T[] {
  return reasons.filter((reason, i) => without([reason], reasons.slice(0, i)).length > 0);
}

/** The rule alone, without what else was noted beside it. */
export function asReason({ rule, name, message }: Reason): Reason {
  return { rule, name, message };
}
