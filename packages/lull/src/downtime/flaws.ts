import { type Instant, MINUTE, SECOND } from '../time/instant.ts';
import { spokenLength } from '../time/spoken.ts';
import type { Plan } from './contract.ts';
import { HOLD_CAP } from './moments.ts';

/**
 * What is wrong with a plan in itself, as sentences; empty for a sound one. A draft may lack its start.
 *
 * @example flawsOf({ ...plan, services: [] }) // ['it names no service']
 */
export function flawsOf(plan: Plan): string[] {
  const { mode, part, takes, rollback, steps } = plan;
  const found: [boolean, string][] = [
    [plan.title.trim() === '', 'it has no title'],
    [plan.services.length === 0, 'it names no service'],
    [hasTwice(plan.services), 'it names a service twice'],
    [plan.owner === '', 'it has no owner'],
    [hasTwice(plan.people), 'it names a person twice'],
    [plan.start !== null && !isInstant(plan.start), 'its start is no instant from 1970 to 9999'],
    [mode === 'partial' && nothingOf(part), 'it is partial and names neither paths nor tenants'],
    [mode !== 'partial' && part !== null, `its mode is ${mode}, and it names a part`],
    [steps?.length === 0, 'it is to run steps and names no file'],
    [
      steps?.some(({ hash }) => !/^[0-9a-f]{64}$/.test(hash)) ?? false,
      'its steps are not bound by a SHA-256',
    ],
    ...lengthFlaws(plan),
    [
      mode === 'hold' && takes + rollback > HOLD_CAP,
      `requests wait ${spokenLength(HOLD_CAP)} at most, and it takes ${spokenLength(takes + rollback)}`,
    ],
    [
      plan.atTurnBack !== 'ask' && rollback > 0 && rollback >= takes,
      `the way back takes ${spokenLength(rollback)} of ${spokenLength(takes)}: it would be due at the start`,
    ],
  ];
  return found.filter(([wrong]) => wrong).map(([, flaw]) => flaw);
}

/**
 * What is wrong with an end that work under way is given, as sentences.
 *
 * @param latest where the mode has a cap, the instant at which it opens by rule
 * @example flawsOfEnd(now, now, null) // ['the new end has passed']
 */
export function flawsOfEnd(end: Instant, now: Instant, latest: Instant | null): string[] {
  if (!isInstant(end) || end > now + LONGEST) return [`the new end is not within ${spokenLength(LONGEST)}`];
  if (end <= now) return ['the new end has passed'];
  const tooLong = latest !== null && end > latest;
  return tooLong ? [`requests wait ${spokenLength(HOLD_CAP)} at most, and then it opens`] : [];
}

/**
 * What to do about an end that was refused: by how much work that is overdue must at least be extended, so
 * that there is half a minute or more to say it in.
 *
 * @example todoForEnd(now - 12 * MINUTE, now) // 'It was to end 12m ago: move its end by 13m or more.'
 */
export function todoForEnd(expectedEnd: Instant, now: Instant): string {
  const late = now - expectedEnd;
  if (late < 0) return 'Give an end that is yet to come.';
  const least = (Math.round(late / MINUTE) + 1) * MINUTE;
  return `It was to end ${spokenLength(late)} ago: move its end by ${spokenLength(least)} or more.`;
}

/**
 * What keeps a plan from being promised at `now`, as sentences.
 *
 * @example flawsOfPromise({ ...plan, start: null }, now) // ['it has no start']
 */
export function flawsOfPromise(plan: Plan, now: Instant): string[] {
  const flaws = flawsOf(plan);
  if (plan.start === null) return [...flaws, 'it has no start'];
  return plan.start <= now ? [...flaws, 'its start has passed'] : flaws;
}

/** The least and the most of each length: shorter ones would never end or never stop repeating. */
const bounds: readonly (readonly [keyof Plan, string, number])[] = [
  ['takes', 'its length', 1],
  ['rollback', 'its way back', 0],
  ['warnBefore', 'the time of its go/no-go', 0],
  ['startWithin', 'how late it may begin', MINUTE],
  ['drainWithin', 'the time of work in flight', 0],
  ['extendBy', 'an extension by rule', SECOND],
  ['remindEvery', 'the time between reminders', SECOND],
];

/** Longer than any work, and short enough that every sum stays an exact instant. */
const LONGEST = 366 * 24 * 60 * MINUTE;

function lengthFlaws(plan: Plan): [boolean, string][] {
  return bounds.map(([field, name, least]) => {
    const length = plan[field] as number;
    const fits = Number.isSafeInteger(length) && length >= least && length <= LONGEST;
    const from = least === 0 ? 'nothing' : least < SECOND ? `${least}ms` : spokenLength(least);
    return [!fits, `${name} is not between ${from} and ${spokenLength(LONGEST)}`];
  });
}

const endOfTime = Date.UTC(10_000, 0);

function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < endOfTime;
}

function nothingOf(part: Plan['part']): boolean {
  return part === null || part.paths.length + part.tenants.length === 0;
}

function hasTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
