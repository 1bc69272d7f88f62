import type { Downtime } from '../../../src/downtime/contract.ts';
import { type Instant, MINUTE } from '../../../src/time/instant.ts';
import type { Person, Snapshot, Truth, Version } from './play.ts';
import { type Heard, perhapsKey } from './stage.ts';
import { type Policies, publicServices } from './story.ts';
import { isNamed, isToldAt, lengths, type Promised, readsTheSame, says, touches } from './touched.ts';

type Span = Pick<Heard, 'start' | 'end'>;

/** A story as far as it has come. */
export interface Course {
  readonly policies: Policies;
  readonly truth: Truth;
  readonly heard: readonly Heard[];
  readonly perhaps: ReadonlySet<string>;
  readonly step: number;
  readonly now: Instant;
}

/** Everything that is wrong with who heard what, as sentences; empty where all is well. */
export function wrongs(course: Course): string[] {
  return [
    ...course.heard.flatMap((heard, i) => wrongOf(course, heard, course.heard.slice(0, i))),
    ...course.truth.everybody.flatMap((person) =>
      [...course.truth.downtimes.values()].flatMap((all) => wrongBelief(course, person, all)),
    ),
  ];
}

/** What is wrong with one message, after those that came before it. */
function wrongOf(course: Course, heard: Heard, earlier: readonly Heard[]): string[] {
  const { truth, policies, perhaps } = course;
  const person = truth.everybody.find(({ id }) => id === heard.to)!;
  const history = truth.downtimes.get(heard.downtime)!;
  const promised = promisedAs(history, heard.revision)!;
  const since = history.find(({ downtime }) => downtime.promise.length >= heard.revision)!.step;
  const during = versionsBetween(person, since, heard.step).filter(({ state }) => state === 'there');
  const own = earlier.filter(({ to, downtime }) => to === heard.to && downtime === heard.downtime);
  const maybe = perhaps.has(perhapsKey(heard.downtime, heard.to));
  const state = stateAt(history, heard.step);
  const { kind } = heard;
  const wasTold = own.length > 0 || maybe;
  const corrects = ['moved', 'withdrawn', 'cancelled', 'extended', 'aborted'].includes(kind);

  const same = own.find((other) => other.id !== heard.id && isSame(truth, other, heard) && !isLost(other));
  const again = own.find(({ id, isUnmarked }) => id === heard.id && !isUnmarked);
  const knew = own.at(-1) && promisedAs(history, own.at(-1)!.revision)!;
  // What is more urgent may have passed a change and told its times before it.
  const before = own.findLast(({ revision }) => kind === 'cancelled' || revision < heard.revision);
  const heardBefore = before && promisedAs(history, before.revision)!;
  // Of who perhaps heard a correction it is not known whether they still wait for something else.
  const isOther = history.at(-1)!.downtime.promise.some((each) => says(each) !== says(promised));
  const awaitsOther =
    kind === 'completed' &&
    ((maybe && isOther) || (knew && own.at(-1)!.kind !== 'withdrawn' && says(knew) !== says(promised)));
  const touching = during.filter(({ choices }) => touches(person, choices, promised));
  const named = touching.filter(
    ({ choices }) => corrects || awaitsOther || isNamed(person, choices, promised, policies, kind),
  );
  const wanted = during.some(
    ({ choices: { kinds } }) => kinds === null || kinds.some((each) => each === kind),
  );
  const isOptional = ['scheduled', 'reminder', 'started', 'completed'].includes(kind);
  const faults: [boolean, string][] = [
    [same !== undefined, 'is told the same twice'],
    [again !== undefined, 'gets a copy of what is known to have come'],
    [kind !== 'withdrawn' && !isDuring(heard, promised), 'hears of times that the revision has not'],
    [
      heardBefore !== undefined &&
        !maybe &&
        aboutBefore(heard) !== undefined &&
        !isDuring(aboutBefore(heard)!, heardBefore),
      'reads that they were told what they were not',
    ],
    [during.length === 0, 'was not there'],
    [
      ['cancelled', 'withdrawn', 'moved'].includes(kind) && !wasTold,
      'hears that something changed of which nobody told them',
    ],
    [!corrects && touching.length === 0, 'hears of what does not touch them'],
    [kind === 'moved' && touching.length === 0, 'hears of a move of what does not touch them'],
    [kind === 'extended' && touching.length === 0, 'hears that what does not touch them takes longer'],
    [!corrects && touching.length > 0 && named.length === 0, 'is not named by any policy'],
    [isOptional && !awaitsOther && !wanted, 'did not want that kind'],
    [kind === 'reminder' && heard.at >= heard.start, 'is reminded after the start'],
    [kind === 'reminder' && hasBegun(state), 'is reminded of what has begun'],
    [own.some(({ sequence }) => sequence > heard.sequence), 'gets a SEQUENCE that falls'],
    [own.some(({ uid }) => uid !== heard.uid), 'gets another UID'],
    [
      person.isSignUp && heard.services.some((name) => !publicServices.includes(name)),
      'hears of what is not public',
    ],
  ];
  const told = `${nameOf(truth, person)} ${kind} ${heard.revision} of ${heard.downtime.slice(0, 4)} at step ${heard.step}`;
  return faults.filter(([wrong]) => wrong).map(([, why]) => `${told}: ${why}`);
}

/** The time that it says was told before: what changes, or is off. */
function aboutBefore({ kind, start, end, previous }: Heard): Span | undefined {
  if (kind === 'cancelled' || kind === 'withdrawn') return { start, end };
  return kind === 'moved' || kind === 'extended' ? previous! : undefined;
}

const isDuring = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** A withdrawal that nobody knows to have come is told again with what follows. */
function isLost({ kind, isUnmarked }: Heard): boolean {
  return kind === 'withdrawn' && isUnmarked;
}

/** Of one occasion and revision. Reminders are several occasions, which lie apart where they were raised apart. */
function isSame({ raised, settled }: Truth, a: Heard, b: Heard): boolean {
  if (a.kind !== b.kind || a.revision !== b.revision) return false;
  if (a.kind !== 'reminder' || a.step === b.step) return true;
  const since = settled.findLast(({ step }) => step < a.step)?.step ?? -1;
  const times = raised.filter(({ step }) => step > since && step <= b.step).map(({ at }) => at);
  const isApart = Math.max(...times) - Math.min(...times) >= 10 * MINUTE;
  return Math.abs(a.at - b.at) < 10 * MINUTE && !isApart;
}

/** What somebody believes of a downtime, now that everything due was told. */
function wrongBelief(course: Course, person: Person, history: readonly Snapshot[]): string[] {
  const { truth, heard, perhaps, policies } = course;
  const now = history.at(-1)!.downtime;
  const version = person.versions.at(-1)!;
  if (version.state !== 'there' || person.versions.some(({ state }) => state !== 'there')) return [];
  const own = heard.filter(({ to, downtime }) => to === person.id && downtime === now.id);
  const last = own.at(-1);
  const holds = now.promise.at(-1);
  if (holds === undefined) return [];
  const about = `${nameOf(truth, person)} of ${now.id.slice(0, 4)} (${now.state}) at step ${course.step}`;
  const wrong: string[] = [];
  if (last !== undefined && last.kind !== 'withdrawn') {
    const believed = promisedAs(history, last.revision)!;
    const since = versionsBetween(person, last.step, course.step);
    const isRight = since.some(({ choices }) => readsTheSame(person, choices, believed, holds));
    if (now.state === 'cancelled' && last.kind !== 'cancelled') wrong.push(`${about} believes that it comes`);
    if (now.state === 'aborted' && last.kind !== 'aborted')
      wrong.push(`${about} does not know that it is over`);
    // Who chose something else since need not hear that what was told has changed.
    const isOthers = since.some(
      ({ choices }) => ![believed, holds].some((each) => touches(person, choices, each)),
    );
    if (now.state !== 'cancelled' && !isOthers && !isRight)
      wrong.push(`${about} believes what revision ${last.revision} said`);
    if (now.state !== 'cancelled' && last.kind === 'cancelled')
      wrong.push(`${about} believes that it is off`);
  }
  const maybe = perhaps.has(perhapsKey(now.id, person.id));
  if (maybe || !touches(person, version.choices, holds)) return wrong;
  const missed = missing({ course, person, version, history, own, policies });
  return [...wrong, ...missed.map((what) => `${about} was not told ${what}`)];
}

interface Asking {
  readonly course: Course;
  readonly person: Person;
  readonly version: Version;
  readonly history: readonly Snapshot[];
  readonly own: readonly Heard[];
  readonly policies: Policies;
}

/** Occasions of which somebody should have heard by now, and did not. */
function missing({ course, person, version, history, own, policies }: Asking): string[] {
  const { now, step } = course;
  const { downtime } = history.at(-1)!;
  const holds = downtime.promise.at(-1)!;
  // Another title alone is no news.
  const others = downtime.promise.filter((each) => says(each) !== says(holds));
  const first = (others.at(-1)?.number ?? 0) + 1;
  const promisedAt = history.find(({ downtime: { promise } }) => promise.length >= first)!;
  const wants = (kind: string) =>
    version.choices.kinds === null || version.choices.kinds.some((each) => each === kind);
  const names = (at: string) => isToldAt(person, version.choices, holds, policies, at);
  const heardSince = (at: Instant) => own.some((heard) => heard.at >= at);
  const knows = own.at(-1) !== undefined && own.at(-1)!.kind !== 'withdrawn';
  const before = version.step < promisedAt.step;
  const comes = downtime.state === 'scheduled' || downtime.state === 'warning';
  const found: string[] = [];
  if (comes && before && downtime.occurrence === null && names('schedule') && wants('scheduled') && !knows) {
    found.push('that it is scheduled');
  }
  for (const [name, ms] of Object.entries(lengths)) {
    const at = holds.start - ms;
    const settledThen = course.truth.settled.find((one) => one.at >= at && one.step >= promisedAt.step);
    // A point that its scheduling stood in for is none for who came between the two.
    const isStoodIn = promisedAt.at > at - 10 * MINUTE && version.step >= promisedAt.step;
    const isThere = version.at < at && !isStoodIn;
    const isDue = comes && now >= at && now < holds.start && isThere && settledThen?.step === step;
    if (isDue && names(name) && wants('reminder') && wants('scheduled') && !heardSince(at - 10 * MINUTE)) {
      if (promisedAt.at <= at || !knows) found.push(`at ${name}`);
    }
  }
  const begunAt = history.find(({ downtime: { state } }) => hasBegun(state));
  if (hasBegun(downtime.state) && begunAt && version.step < begunAt.step) {
    const since = own.some((heard) => heard.step >= begunAt.step);
    if (names('start') && wants('started') && !since) found.push('that it has begun');
    const lead = Math.max(30_000, Math.min(5 * MINUTE, 0.1 * (holds.end - holds.start)));
    const isNear = now >= holds.end - lead && now < holds.end && promisedAt.at < holds.end - lead;
    const isAtWork = ['draining', 'down', 'failed'].includes(downtime.state);
    if (isNear && isAtWork && names('extension') && !heardSince(holds.end - lead)) {
      found.push('that it takes longer');
    }
  }
  const ended = history.find(({ downtime: { state } }) => state === 'completed');
  if (ended && version.step < ended.step && names('return') && wants('completed')) {
    if (!own.some(({ kind }) => kind === 'completed')) found.push('that it is over');
  }
  return found;
}

function promisedAs(history: readonly Snapshot[], revision: number): Promised | undefined {
  return history.at(-1)!.downtime.promise.find(({ number }) => number === revision);
}

function stateAt(history: readonly Snapshot[], step: number): Downtime['state'] {
  return history.findLast((one) => one.step < step || one === history[0])!.downtime.state;
}

function hasBegun(state: Downtime['state']): boolean {
  return ['draining', 'down', 'verifying', 'opening', 'failed'].includes(state);
}

function versionsBetween({ versions }: Person, from: number, to: number): Version[] {
  return versions.filter(
    ({ step }, i) => step <= to && (versions[i + 1]?.step ?? Number.POSITIVE_INFINITY) >= from,
  );
}

function nameOf({ everybody }: Truth, person: Person): string {
  return `p${everybody.indexOf(person)}`;
}
