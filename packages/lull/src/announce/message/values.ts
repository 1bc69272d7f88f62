import { oneLine } from '../../printable.ts';
import { type Instant, MINUTE } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import type { NoticeKind, Told } from '../contract.ts';
import { realTimes } from '../feeds/facts.ts';
import { lengthIn, listIn, relativeIn } from '../words/amounts.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import { momentIn, momentsIn, shortMomentIn, spanIn, spansIn } from '../words/times.ts';
import type { NoticeVariable } from '../words/variables.ts';
import { aboutOf } from './about.ts';
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
  const { kind, words, now } = facts;
  const about = aboutOf(facts);
  const concerned = inOrder(facts.services, about.services);
  const zones = zonesOf(concerned, facts);
  const most = where === 'subject' ? NAMED_IN_LINE : NAMED_IN_TEXT;
  const services = listIn(words, namesOf(concerned, facts), most);
  const tense = kind === 'moved' && about.start <= now ? 'now' : tenseOf[kind];
  const effect = say(words, `${tense}.${about.mode}` as const, { services });
  return {
    services,
    title: oneLine(about.title),
    effect,
    ...closedParts(about, words),
    ...spent(facts, about, zones),
    start: shortMomentIn(words, about.start, zones[0]!),
    ...offTo('in', about.start, now, words),
    state: say(words, `state.${about.mode}`),
    end: shortMomentIn(words, about.end, zones[0]!),
    endTime: momentsIn(words, about.end, zones),
    ...offTo('endIn', about.end, now, words),
    ...changes(facts, zones),
  };
}

/** When it is and how long it takes; once over only what really was, nothing where it never began. */
function spent(
  { kind, told, actual, words }: LetterFacts,
  about: Told,
  zones: readonly string[],
): NoticeValues {
  const times = (span: Interval): NoticeValues => ({
    when: spansIn(words, span, zones),
    length: lengthIn(words, span.end - span.start),
  });
  if (tenseOf[kind] !== 'over') return times(about);
  const real = actual && realTimes(actual);
  if (real === null) return {};
  return isNear(real, told) ? times(real) : { ...times(real), planned: spanIn(words, told, zones[0]!) };
}

/** What was told before and is another now. */
function changes(facts: LetterFacts, zones: readonly string[]): NoticeValues {
  const { told, before, words } = facts;
  if (before === null) return { sameTime: spansIn(words, told, zones) };
  const isSameTime = before.start === told.start && before.end === told.end;
  const effectOf = ({ mode, services }: Told): string => {
    const known = inOrder(facts.services, services);
    return say(words, `coming.${mode}`, { services: listIn(words, namesOf(known, facts), NAMED_IN_TEXT) });
  };
  const oldEffect = effectOf(before);
  return {
    ...(isSameTime
      ? { sameTime: spansIn(words, told, zones) }
      : { newTime: spansIn(words, told, zones), oldTime: spanIn(words, before, zones[0]!) }),
    ...(oldEffect === effectOf(told) ? {} : { oldEffect }),
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

/** Those of these names, in the order in which they were told. */
function inOrder(services: readonly NamedService[], names: readonly string[]): readonly NamedService[] {
  return names.flatMap((name) => services.find((service) => service.name === name) ?? []);
}

/** What the services are called; the page's title where the recipients may know of none of them. */
function namesOf(services: readonly NamedService[], { page }: LetterFacts): readonly string[] {
  return services.length === 0 ? [oneLine(page.title)] : services.map(({ title }) => oneLine(title));
}

/** The recipients' zone, then those of the services; each once. */
function zonesOf(
  services: readonly NamedService[],
  { zone, page }: LetterFacts,
): readonly [string, ...string[]] {
  const all = [...(zone === null ? [] : [zone]), ...services.map((each) => each.zone)];
  const [own = page.zone, ...rest] = all;
  return [own, ...new Set(rest.filter((each) => each !== own))];
}
