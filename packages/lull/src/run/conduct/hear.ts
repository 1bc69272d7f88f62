import { DAY, type Instant } from '../../time/instant.ts';
import type { Part, Question, Run, StepAttempt } from '../contract.ts';
import type { Attempt, Report, ReportWhat } from '../runner/contract.ts';
import { stepsIn } from './course.ts';
import { isSame } from './questions.ts';

/** What a report says at most of an error or a question, in characters. */
const LONGEST = 2_000;

/** As many attempts of one part are kept; whatever else an agent tells of is passed over. */
const MOST_ATTEMPTS = 2_000;

/** What was longer ago is told by a clock that is wrong. */
const OLDEST = 366 * DAY;

/** What the database keeps as a whole number. */
const LARGEST = 2 ** 31;

/**
 * The run with the next report of one of its parts. One that was heard before changes nothing, nor does one
 * before which another is missing: that comes again.
 *
 * @param now by the server's clock: nothing that is told lies after it
 * @example const next = hear(run, report, now); next === run // it was heard before
 */
export function hear(run: Run, report: Report, now: Instant): Run {
  const part = run.parts[report.part];
  if (part === undefined || report.number !== part.reports + 1) return run;
  const at = believed(report.at, now);
  const heard: Part = { ...part, ...told(part, report, at), reports: report.number };
  return {
    ...run,
    isPastReturn: run.isPastReturn || passesReturn(part, report.what),
    parts: run.parts.map((one) => (one === part ? heard : one)),
  };
}

/** A clock that is off by more than any work lasts tells nothing; nothing that is told lies to come. */
function believed(at: Instant, now: Instant): Instant {
  return Number.isSafeInteger(at) && at > now - OLDEST ? Math.min(at, now) : now;
}

function told(part: Part, { what, serial }: Report, at: Instant): Partial<Part> {
  switch (what.kind) {
    case 'started':
      return withAttempt(part, what, (known) => known ?? begun(what, at));
    case 'ended':
      return withAttempt(part, what, (known) => ended(known ?? begun(what, at), what, at));
    case 'asks':
      return withAttempt(part, what, (known) => asked(known ?? begun(what, at), what, at));
    case 'through': {
      const through = [...part.through.filter((phase) => phase !== what.phase), what.phase];
      return { through, stuck: part.stuck?.phase === what.phase ? null : part.stuck };
    }
    case 'stuck':
      return { stuck: { phase: what.phase, why: short(what.why) } };
    case 'rests':
      return part.goal === 'rest' && serial === part.serial ? { rests: true } : {};
  }
}

function withAttempt(
  part: Part,
  about: Attempt,
  change: (known: StepAttempt | undefined) => StepAttempt,
): Partial<Part> {
  const { attempts } = part;
  const known = attempts.find((one) => isSame(one, about));
  if (known) {
    const next = change(known);
    return next === known ? {} : { attempts: attempts.map((one) => (one === known ? next : one)) };
  }
  const isOurs = part.outline === null || about.place < stepsIn(part, about.phase);
  const isWell = [about.place, about.attempt].every(
    (one) => Number.isInteger(one) && one >= 0 && one < LARGEST,
  );
  return isOurs && isWell && attempts.length < MOST_ATTEMPTS
    ? { attempts: [...attempts, change(undefined)] }
    : {};
}

type Named = Attempt & { readonly name: string };

function begun({ phase, place, attempt, name }: Named, startedAt: Instant): StepAttempt {
  const nothing = { endedAt: null, outcome: null, code: null, error: null, question: null };
  return { phase, place, attempt, name: short(name), startedAt, ...nothing };
}

function ended(
  known: StepAttempt,
  { outcome, code, error }: Extract<ReportWhat, { kind: 'ended' }>,
  at: Instant,
): StepAttempt {
  // What became of it is told once.
  if (known.outcome !== null) return known;
  const endedAt = Math.max(at, known.startedAt);
  const isWell = code !== null && Number.isInteger(code) && Math.abs(code) < LARGEST;
  const told = { code: isWell ? code : null, error: error === null ? null : short(error) };
  return { ...known, endedAt, outcome, ...told };
}

function asked(
  known: StepAttempt,
  { about, question: text }: Extract<ReportWhat, { kind: 'asks' }>,
  askedAt: Instant,
): StepAttempt {
  if (known.question !== null) return known;
  const none = { answer: null, answeredBy: null, answeredAt: null, why: null };
  const question: Question = { about, text: short(text), askedAt, ...none };
  return { ...known, question };
}

function passesReturn({ outline }: Part, what: ReportWhat): boolean {
  if (what.kind !== 'started' || what.phase !== 'forward') return false;
  return outline?.steps[what.place]?.pointOfNoReturn ?? false;
}

/** No database keeps a NUL or half of a character. */
function short(text: string): string {
  return text.slice(0, LONGEST).toWellFormed().replaceAll('\0', '\ufffd');
}
