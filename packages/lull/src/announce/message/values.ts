import { oneLine } from '../../printable.ts';
import { type Instant, MINUTE } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import type { NoticeKind, Told } from '../contract.ts';
import { realTimes } from '../feeds/facts.ts';
import { lengthIn, listIn, relativeIn } from '../words/amounts.ts';
import type { Words } from '../words/contract.ts';
import { say, type TextKey } from '../words/say.ts';
import { momentIn, momentsIn, shortMomentIn, spanIn, spansIn } from '../words/times.ts';
import type { NoticeVariable } from '../words/variables.ts';
import type { LetterFacts, NamedService } from './message.ts';

/** What the variables of a notice stand for; one that says nothing here is left out. */
export type NoticeValues = Readonly<Partial<Record<NoticeVariable, string>>>;

/** Of more services than this a line names only the first. */
const NAMED_IN_LINE = 3;
const NAMED_IN_TEXT = 12;

/** Which words say what the mode does to people, by kind. */
const tenseOf: Readonly<Record<NoticeKind, 'coming' | 'now' | 'over'>> = {
  scheduled: 'coming',
  reminder: 'coming',
  moved: 'coming',
  withdrawn: 'coming',
  cancelled: 'coming',
  delayed: 'coming',
  started: 'now',
  overrunning: 'now',
  extended: 'now',
  completed: 'over',
  aborted: 'over',
};

/**
 * What the variables of a notice stand for, in the language and zone of its recipients.
 *
 * @param where a subject has less room than a text, and names fewer services
 * @example noticeValues(facts, 'text').when === 'Tuesday, 1 December 2026, 22:00–23:30 CET (UTC+1)'
 */
export function noticeValues(facts: LetterFacts, where: 'subject' | 'text'): NoticeValues {
  const { kind, told, before, words, now } = facts;
  const about = kind === 'withdrawn' ? (before ?? told) : told;
  const [concerned, zones] = [concernedOf(facts), zonesOf(facts)];
  const most = where === 'subject' ? NAMED_IN_LINE : NAMED_IN_TEXT;
  const services = listIn(words, namesOf(concerned, facts), most);
  const effect = say(words, `${tenseOf[kind]}.${told.mode}` as TextKey, { services });
  const real = facts.actual && realTimes(facts.actual);
  const span = (real && tenseOf[kind] === 'over' ? real : about) satisfies Interval;
  return {
    services,
    title: oneLine(about.title),
    effect,
    ...closedParts(told, words),
    when: spansIn(words, span, zones),
    start: shortMomentIn(words, about.start, zones[0]!),
    ...offTo('in', about.start, now, words),
    length: lengthIn(words, span.end - span.start),
    state: say(words, `state.${told.mode}`),
    end: shortMomentIn(words, told.end, zones[0]!),
    endTime: momentsIn(words, told.end, zones),
    ...offTo('endIn', told.end, now, words),
    ...changes(facts, zones, services),
    ...(real && !isNear(real, told) ? { planned: spanIn(words, told, zones[0]!) } : {}),
  };
}

/** What was told before and is another now. */
function changes(
  { told, before, words }: LetterFacts,
  zones: readonly string[],
  services: string,
): NoticeValues {
  if (before === null) return { sameTime: spansIn(words, told, zones) };
  const isSameTime = before.start === told.start && before.end === told.end;
  const oldEffect = say(words, `coming.${before.mode}`, { services });
  return {
    ...(isSameTime
      ? { sameTime: spansIn(words, told, zones) }
      : { newTime: spansIn(words, told, zones), oldTime: spanIn(words, before, zones[0]!) }),
    ...(before.mode === told.mode ? {} : { oldEffect }),
    oldEnd: momentIn(words, before.end, zones[0]!),
    ...(told.end > before.end ? { later: lengthIn(words, told.end - before.end) } : {}),
  };
}

function closedParts({ mode, part }: Told, words: Words): NoticeValues {
  const paths = mode === 'partial' ? (part?.paths ?? []) : [];
  if (paths.length === 0) return {};
  return { closed: say(words, 'mail.closed', { paths: listIn(words, paths.map(oneLine), NAMED_IN_TEXT) }) };
}

/** How far off a moment is; nothing where it has passed. */
function offTo(name: 'in' | 'endIn', at: Instant, now: Instant, words: Words): NoticeValues {
  return at > now ? { [name]: relativeIn(words, at, now) } : {};
}

function isNear(real: Interval, told: Interval): boolean {
  return Math.abs(real.start - told.start) < MINUTE && Math.abs(real.end - told.end) < MINUTE;
}

/** Those that it is about: of what is withdrawn those that are not in it any more. */
function concernedOf({ kind, told, before, services }: LetterFacts): readonly NamedService[] {
  const among = (names: readonly string[]): readonly NamedService[] =>
    services.filter(({ name }) => names.includes(name));
  if (kind !== 'withdrawn') return among(told.services);
  const gone = (before?.services ?? []).filter((name) => !told.services.includes(name));
  return among(gone.length > 0 ? gone : (before ?? told).services);
}

/** What the services are called; the page's title where the recipients may know of none of them. */
function namesOf(services: readonly NamedService[], { page }: LetterFacts): readonly string[] {
  return services.length === 0 ? [oneLine(page.title)] : services.map(({ title }) => oneLine(title));
}

/** The recipients' zone, then those of the services; each once. */
function zonesOf(facts: LetterFacts): readonly [string, ...string[]] {
  const services = concernedOf(facts).map(({ zone }) => zone);
  const [own = facts.page.zone, ...rest] = [...(facts.zone === null ? [] : [facts.zone]), ...services];
  return [own, ...new Set(rest.filter((zone) => zone !== own))];
}
