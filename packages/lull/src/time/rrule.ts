import { LullError } from '../errors.ts';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from './instant.ts';
import type { WallMs } from './wallclock.ts';
import { isWeekday, type Weekday } from './weekday.ts';

/** The parts of an RFC 5545 recurrence rule, checked; lists are empty where the rule has no such part. */
export interface RuleParts {
  /** As it was written, for messages. */
  readonly text: string;
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: Until | null;
  readonly wkst: Weekday;
  readonly byDay: readonly string[];
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPos: readonly number[];
}

/**
 * The last moment at which an occurrence may start: an instant (written with Z) or a time on the wall clock.
 */
export type Until = { readonly instant: number } | { readonly wall: WallMs };

/** A rule's starts on the wall clock, without a zone. */
export interface Expansion {
  /** The starts from `from` (included) to `to` (excluded), sorted, each once. */
  between(from: WallMs, to: WallMs): WallMs[];
  /** The first start at or after `from`, or null when there is none within a century. */
  next(from: WallMs): WallMs | null;
}

/** The usual length of a rule's period, in milliseconds; months and years by their longest. */
export const periodLength = {
  SECONDLY: SECOND,
  MINUTELY: MINUTE,
  HOURLY: HOUR,
  DAILY: DAY,
  WEEKLY: WEEK,
  MONTHLY: 31 * DAY,
  YEARLY: 366 * DAY,
} as const;

export type Frequency = keyof typeof periodLength;

/**
 * Longer than any pattern of the calendar that a person would wait for (29 February on a Sunday: 40 years).
 */
export const CENTURY = 36_525 * DAY;

/** The nth start of an irregular rule has to be counted out. */
const MOST_COUNTED = 100_000;

const numberParts = {
  BYMONTH: { field: 'byMonth', from: 1, to: 12, negative: false },
  BYMONTHDAY: { field: 'byMonthDay', from: 1, to: 31, negative: true },
  BYYEARDAY: { field: 'byYearDay', from: 1, to: 366, negative: true },
  BYWEEKNO: { field: 'byWeekNo', from: 1, to: 53, negative: true },
  BYHOUR: { field: 'byHour', from: 0, to: 23, negative: false },
  BYMINUTE: { field: 'byMinute', from: 0, to: 59, negative: false },
  BYSECOND: { field: 'bySecond', from: 0, to: 60, negative: false },
  BYSETPOS: { field: 'bySetPos', from: 1, to: 366, negative: true },
} as const;

type NumberPart = keyof typeof numberParts;

const knownParts = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', ...Object.keys(numberParts)];

/**
 * Reads the text of an RRULE, with or without `RRULE:` before it.
 *
 * @throws LullError `bad-rule` for anything that RFC 5545 section 3.3.10 does not allow.
 * @example parseRule('FREQ=MONTHLY;BYDAY=2SU').byDay // ['2SU']
 */
export function parseRule(text: string): RuleParts {
  const parts = splitParts(text);
  const freq = parts.get('FREQ');
  if (!freq) throw badRule(text, 'it has no FREQ');
  if (!Object.hasOwn(periodLength, freq)) throw badRule(text, `FREQ=${freq} is not a frequency`);
  const numbers = (name: NumberPart) => numberList(text, name, parts.get(name));
  const rule: RuleParts = {
    text,
    freq: freq as Frequency,
    interval: wholeNumber(text, 'INTERVAL', parts.get('INTERVAL')) ?? 1,
    count: wholeNumber(text, 'COUNT', parts.get('COUNT')),
    until: parts.has('UNTIL') ? parseUntil(text, parts.get('UNTIL')!) : null,
    wkst: weekStart(text, parts.get('WKST') ?? 'MO'),
    byDay:
      parts
        .get('BYDAY')
        ?.split(',')
        .map((day) => numberedWeekday(text, day)) ?? [],
    byMonth: numbers('BYMONTH'),
    byMonthDay: numbers('BYMONTHDAY'),
    byYearDay: numbers('BYYEARDAY'),
    byWeekNo: numbers('BYWEEKNO'),
    byHour: numbers('BYHOUR'),
    byMinute: numbers('BYMINUTE'),
    // RFC 5545 section 3.3.12: without leap seconds, second 60 is second 59.
    bySecond: [...new Set(numbers('BYSECOND').map((second) => Math.min(second, 59)))],
    bySetPos: numbers('BYSETPOS'),
  };
  const fault = faultOf(rule);
  if (fault) throw badRule(text, fault);
  return rule;
}

/** The error for a rule that cannot be used: what is wrong with it, in words that follow "because". */
export function badRule(text: string, because: string): LullError {
  return new LullError(
    'bad-rule',
    `"${text}" is not a usable recurrence rule: ${because}`,
    'Write an RRULE of RFC 5545, for example FREQ=WEEKLY;BYDAY=SU or FREQ=MONTHLY;BYDAY=-1SA.',
  );
}

function splitParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [, name, value] = /^([A-Z-]+)=(.+)$/.exec(part) ?? [];
    if (!name || !value) throw badRule(text, `"${part}" is not NAME=VALUE`);
    if (!knownParts.includes(name)) throw badRule(text, `${name} is not a part that is known here`);
    if (parts.has(name)) throw badRule(text, `${name} is given twice`);
    parts.set(name, value);
  }
  return parts;
}

function wholeNumber(text: string, name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (number < 1) throw badRule(text, `${name}=${value} is not a whole number from 1`);
  return number;
}

function numberList(text: string, name: NumberPart, value: string | undefined): number[] {
  if (value === undefined) return [];
  const { from, to, negative } = numberParts[name];
  const numbers = value.split(',').map((entry) => {
    const number = /^[+-]?\d{1,3}$/.test(entry) ? Number(entry) : Number.NaN;
    const size = negative ? Math.abs(number) : number;
    if (!(size >= from && size <= to)) {
      throw badRule(
        text,
        `${name}=${entry} is not from ${from} to ${to}${negative ? ' (or that below zero)' : ''}`,
      );
    }
    return number;
  });
  return [...new Set(numbers)];
}

function weekStart(text: string, value: string): Weekday {
  if (!isWeekday(value)) throw badRule(text, `WKST=${value} is not a day such as MO`);
  return value;
}

/** A weekday with its number, if any, in the shortest form: +02MO is 2MO. */
function numberedWeekday(text: string, value: string): string {
  const match = /^([+-]?0*[1-9]\d?)?([A-Z]{2})$/.exec(value);
  if (!match || !isWeekday(match[2]!)) {
    throw badRule(text, `BYDAY=${value} is not a day such as MO or -1SU`);
  }
  return `${match[1] ? Number(match[1]) : ''}${match[2]}`;
}

function parseUntil(text: string, value: string): Until {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(value);
  const [year, month, day, hour, minute, second] = (match ?? []).slice(1, 7).map((part) => Number(part ?? 0));
  const date = Date.UTC(year ?? Number.NaN, month! - 1, day);
  const real = new Date(date).getUTCDate() === day && hour! < 24 && minute! < 60 && second! < 61;
  if (!match || !real) {
    throw badRule(text, `UNTIL=${value} is not a time such as 20261231T235959Z`);
  }
  // A date alone names a whole day, and UNTIL is inclusive.
  if (match[4] === undefined) return { wall: date + DAY - 1 };
  const wall = date + hour! * HOUR + minute! * MINUTE + Math.min(second!, 59) * SECOND;
  return match[7] ? { instant: wall } : { wall };
}

const byParts = (rule: RuleParts): readonly (readonly unknown[])[] => [
  rule.byDay,
  rule.byMonth,
  rule.byMonthDay,
  rule.byYearDay,
  rule.byWeekNo,
  rule.byHour,
  rule.byMinute,
  rule.bySecond,
];

/** Whether the starts lie evenly on the wall clock, so that the nth needs no search. */
export function isEvenlySpaced(rule: RuleParts): boolean {
  const regular = rule.freq !== 'MONTHLY' && rule.freq !== 'YEARLY';
  return regular && byParts(rule).every((list) => list.length === 0);
}

/**
 * An upper bound of how often the rule starts in one day.
 *
 * @example mostStartsPerDay(parseRule('FREQ=MINUTELY;INTERVAL=15')) === 96
 */
export function mostStartsPerDay({ freq, interval, byHour, byMinute, bySecond }: RuleParts): number {
  const period = periodLength[freq];
  const hours = byHour.length || (period < DAY ? 24 : 1);
  const minutes = byMinute.length || (period < HOUR ? 60 : 1);
  const seconds = bySecond.length || (period < MINUTE ? 60 : 1);
  if (period >= DAY) return hours * minutes * seconds;
  const inPeriod = (period >= HOUR ? minutes : 1) * (period >= MINUTE ? seconds : 1);
  return Math.min(hours * minutes * seconds, Math.ceil(DAY / (interval * period)) * inPeriod);
}

/** Whether the rule itself says at what time of day it starts. */
export function setsTimeOfDay({ freq, byHour, byMinute, bySecond }: RuleParts): boolean {
  return periodLength[freq] < DAY || byHour.length + byMinute.length + bySecond.length > 0;
}

/** Whether every BYSETPOS lies beyond what one period of the rule can hold, so that it never occurs. */
export function choosesNothing({ freq, byHour, byMinute, bySecond, bySetPos }: RuleParts): boolean {
  const period = periodLength[freq];
  const days = Math.max(1, period / DAY);
  const hours = period >= DAY ? byHour.length || 1 : 1;
  const minutes = period >= HOUR ? byMinute.length || 1 : 1;
  const seconds = period >= MINUTE ? bySecond.length || 1 : 1;
  const most = days * hours * minutes * seconds;
  return bySetPos.length > 0 && bySetPos.every((position) => Math.abs(position) > most);
}

/** What RFC 5545 section 3.3.10 forbids in the combination of a rule's parts, or null. */
function faultOf(rule: RuleParts): string | null {
  const { freq, byDay, byWeekNo } = rule;
  const ordinals = byDay.map((day) => Math.abs(Number(day.slice(0, -2))));
  const mostOrdinal = Math.max(0, ...ordinals);
  if (rule.count && rule.until) return 'COUNT and UNTIL exclude each other';
  if (rule.interval * periodLength[freq] > CENTURY) return 'its INTERVAL is longer than a century';
  if (byWeekNo.length && freq !== 'YEARLY') return 'BYWEEKNO goes only with FREQ=YEARLY';
  if (rule.byYearDay.length && ['DAILY', 'WEEKLY', 'MONTHLY'].includes(freq)) {
    return `BYYEARDAY does not go with FREQ=${freq}`;
  }
  if (rule.byMonthDay.length && freq === 'WEEKLY') return 'BYMONTHDAY does not go with FREQ=WEEKLY';
  if (mostOrdinal && freq !== 'MONTHLY' && freq !== 'YEARLY') {
    return 'BYDAY with a number goes only with FREQ=MONTHLY or FREQ=YEARLY';
  }
  if (mostOrdinal && byWeekNo.length) return 'BYDAY with a number does not go with BYWEEKNO';
  if (mostOrdinal > (freq === 'MONTHLY' ? 5 : 53)) return 'a number in BYDAY is too large';
  if (rule.bySetPos.length && byParts(rule).every((list) => list.length === 0)) {
    return 'BYSETPOS needs another BY part to choose from';
  }
  if (freq !== 'SECONDLY' && freq !== 'MINUTELY' && freq !== 'HOURLY' && mostStartsPerDay(rule) > 1440) {
    return 'it starts more often than once a minute';
  }
  if (rule.count && rule.count > MOST_COUNTED && !isEvenlySpaced(rule)) {
    return `its COUNT is over ${MOST_COUNTED}; say where it ends with UNTIL`;
  }
  return null;
}
