import {
  type Brand,
  type GateMode,
  type GateStateName,
  gateModes,
  gateStates,
  type Match,
  type PageWords,
  type StateDocument,
} from './document.ts';
import { plainPath } from './paths.ts';
import { Refusal } from './refusal.ts';
import { durationOf, type Instant, instantOf } from './times.ts';

/** A document as a gate works with it: instants and lengths are milliseconds. */
export interface GateDocument {
  readonly service: string;
  readonly epoch: number;
  readonly serial: number;
  readonly issuedAt: Instant;
  readonly schedule: readonly GatePeriod[];
  readonly brand: Brand;
  readonly pages: Readonly<Record<string, PageWords>>;
  readonly maxSilence: number;
  /** The document as it came, to be kept and handed on: its signature is over this. */
  readonly raw: StateDocument;
}

/** One stretch of the schedule: `from` is in it, `to` is not; null for until told otherwise. */
export interface GatePeriod {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly state: GateStateName;
  readonly mode: GateMode;
  readonly match: Match;
  readonly downtime: string;
  readonly retryAt: Instant | null;
  /** `over` in milliseconds. */
  readonly share: { readonly from: number; readonly to: number; readonly over: number } | null;
  readonly closeIf: 'server-alive' | 'always';
  readonly reopen: 'atEnd' | 'whenTold';
}

/**
 * Reads a document of this format. Fields that this version doesn't know are passed over, unless `crit` names
 * them. Nothing is verified here.
 *
 * @throws Refusal `malformed`, `newer-format`
 * @example readDocument(JSON.parse(text)).schedule[0].from // 1798758000000
 */
export function readDocument(value: unknown): GateDocument {
  const document = object(value, 'the document');
  if (document.v !== 1) {
    if (Number.isInteger(document.v) && Number(document.v) > 1) throw newer(`format ${document.v}`);
    throw malformed('v');
  }
  // This version knows no field that came later.
  const [unknown] = list(document.crit ?? [], 'crit');
  if (unknown !== undefined) throw newer(`the field "${text(unknown, 'crit').slice(0, 100)}"`);
  list(document.keys, 'keys');
  const schedule = list(document.schedule, 'schedule').map(readPeriod);
  schedule.forEach((period, i) => {
    const before = schedule[i - 1];
    if (before && (before.to === null || before.to > period.from)) throw malformed(`schedule[${i}].from`);
  });
  return {
    service: text(document.service, 'service'),
    epoch: whole(document.epoch, 'epoch'),
    serial: whole(document.serial, 'serial'),
    issuedAt: instant(document.issuedAt, 'issuedAt'),
    schedule,
    brand: readBrand(document.brand),
    pages: readPages(document.pages),
    maxSilence: length(document.maxSilence, 'maxSilence'),
    raw: value as StateDocument,
  };
}

function readPeriod(value: unknown, i: number): GatePeriod {
  const at = `schedule[${i}]`;
  const period = object(value, at);
  const from = instant(period.from, `${at}.from`);
  const to = period.to === null ? null : instant(period.to, `${at}.to`);
  if (to !== null && to <= from) throw malformed(`${at}.to`);
  return {
    from,
    to,
    state: oneOf(period.state, gateStates, `${at}.state`),
    mode: oneOf(period.mode, gateModes, `${at}.mode`),
    match: readMatch(period.match, `${at}.match`),
    downtime: text(period.downtime, `${at}.downtime`),
    retryAt: period.retryAt === null ? null : instant(period.retryAt, `${at}.retryAt`),
    share: period.share === null ? null : readShare(period.share, `${at}.share`),
    closeIf: oneOf(period.closeIf, ['server-alive', 'always'], `${at}.closeIf`),
    reopen: oneOf(period.reopen, ['atEnd', 'whenTold'], `${at}.reopen`),
  };
}

function readMatch(value: unknown, at: string): Match {
  const match = object(value, at);
  const texts = (name: string) =>
    list(match[name] ?? [], `${at}.${name}`).map((one) => text(one, `${at}.${name}`));
  return {
    paths: texts('paths').map((path) => readPath(path, `${at}.paths`)),
    tenants: texts('tenants'),
    methods: texts('methods').map((method) => method.toUpperCase()),
    except: texts('except').map((path) => readPath(path, `${at}.except`)),
  };
}

/** A rule of paths as requests are compared with it, however it is written. */
function readPath(rule: string, at: string): string {
  const path = rule.startsWith('/') ? plainPath(rule.replace(/\/\*$/, '/')) : null;
  if (path === null) throw malformed(at);
  return path;
}

function readShare(value: unknown, at: string): GatePeriod['share'] {
  const share = object(value, at);
  return {
    from: fraction(share.from, `${at}.from`),
    to: fraction(share.to, `${at}.to`),
    over: length(share.over, `${at}.over`),
  };
}

function readBrand(value: unknown): Brand {
  const { name, colour = null, logo = null, statusUrl = null } = object(value, 'brand');
  const fits = (field: unknown, form: RegExp): field is string | null =>
    field === null || (typeof field === 'string' && form.test(field));
  if (!fits(colour, /^#[0-9a-f]{6}$/i)) throw malformed('brand.colour');
  if (!fits(logo, /^data:image\/(png|svg\+xml|webp|jpeg|gif);base64,[A-Za-z0-9+/=]+$/)) {
    throw malformed('brand.logo');
  }
  if (!fits(statusUrl, /^https?:\/\/[^\s"'<>]+$/)) throw malformed('brand.statusUrl');
  return { name: text(name, 'brand.name'), colour, logo, statusUrl };
}

function readPages(value: unknown): Readonly<Record<string, PageWords>> {
  const pages = Object.entries(object(value, 'pages')).map(([language, words]) => {
    const at = `pages.${language.slice(0, 40)}`;
    if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) throw malformed(at);
    const { heading, message } = object(words, at);
    return [
      language.toLowerCase(),
      {
        ...(heading !== undefined && { heading: text(heading, `${at}.heading`) }),
        ...(message !== undefined && { message: text(message, `${at}.message`) }),
      },
    ] as const;
  });
  return Object.fromEntries(pages);
}

function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw malformed(at);
}

function list(value: unknown, at: string): readonly unknown[] {
  if (Array.isArray(value) && value.length <= 10_000) return value;
  throw malformed(at);
}

function text(value: unknown, at: string): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= 10_000) return value;
  throw malformed(at);
}

function whole(value: unknown, at: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw malformed(at);
}

function fraction(value: unknown, at: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw malformed(at);
}

function instant(value: unknown, at: string): Instant {
  const read = instantOf(value);
  if (read !== null) return read;
  throw malformed(at);
}

function length(value: unknown, at: string): number {
  const read = durationOf(value);
  if (read !== null) return read;
  throw malformed(at);
}

function oneOf<const T extends string>(value: unknown, choices: readonly T[], at: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw malformed(at);
}

function malformed(at: string): Refusal {
  return new Refusal('malformed', `The document cannot be read: ${at} is not what it should be.`);
}

function newer(what: string): Refusal {
  return new Refusal(
    'newer-format',
    `The document needs ${what}, which this gate is too old for: update it.`,
  );
}
