import { z } from 'zod';
import { LullError } from '../errors.ts';
import { oneLine } from '../printable.ts';
import { exactLength, parseDuration } from '../time/duration.ts';
import { isDate, parseMoment, type RecurrenceRule, recurrence } from '../time/recurrence.ts';
import { wallClock } from '../time/wallclock.ts';
import { weekdays } from '../time/weekday.ts';
import { defaultDays, defaultHours, parseHours } from '../time/working-hours.ts';
import { parseZone } from '../time/zone.ts';
import { shown } from './mistakes.ts';

export const risks = ['low', 'high', 'downtime'] as const;

/** How much a piece of work may disturb: low < high < downtime. */
export type Risk = (typeof risks)[number];

const text = (example: string) =>
  z.string({
    error: ({ input }) =>
      input === undefined || input === null
        ? `is missing; write for example ${example}`
        : `${shown(input)} is not text; write for example ${example}`,
  });

/** Text that a function of `time` reads; its error becomes the mistake. */
const read = <T>(example: string, parse: (value: string) => T) =>
  text(example).transform((value, context) => attempt(context, value, () => parse(value)));

function attempt<T>(context: z.RefinementCtx, input: unknown, make: () => T, path: PropertyKey[] = []): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    context.addIssue({ code: 'custom', message: `${error.message}. ${error.todo}`, input, path });
    return z.NEVER;
  }
}

const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, { error: ({ input }) => `${shown(input)} is not a list; write for example ${example}` });

const zone = read('Europe/Berlin', parseZone).meta({ description: 'IANA time zone' });
const duration = (description: string) => read('PT4H', parseDuration).meta({ description });
const utc = wallClock('UTC');
const readMoment = (wholeDays: boolean) =>
  read('2026-01-05T02:00', (value) => {
    parseMoment(value, utc, { wholeDays });
    return value;
  });
const moment = readMoment(false).meta({
  description: 'Wall time in the zone (2026-01-05T02:00), or an instant when it ends in Z',
});
const momentOrDate = readMoment(true).meta({
  description:
    'Wall time in the zone (2026-01-05T02:00), an instant when it ends in Z, or a date for its midnight',
});
const moments = list(momentOrDate, '[2026-12-25T02:00]');
const words = read('a few words', oneLine);

const recurring = {
  zone,
  start: momentOrDate,
  duration: duration('How long it lasts: ISO 8601 or 4h; days are nominal, hours exact'),
  rrule: text('FREQ=WEEKLY;BYDAY=SU')
    .nullish()
    .meta({ description: 'RFC 5545 recurrence rule; without one it happens once' }),
  exdate: moments.nullish().meta({ description: 'Starts that are left out' }),
  rdate: moments.nullish().meta({ description: 'Starts that are added' }),
};

const built = (written: RecurrenceRule, context: z.RefinementCtx) => {
  const loneDates = datesBesideTimes(written);
  for (const { value, path } of loneDates) attempt(context, value, () => parseMoment(value, utc), path);
  if (loneDates.length > 0) return z.NEVER;
  const field = exactLength(written.duration) > 0 ? 'rrule' : 'duration';
  return attempt(context, written, () => recurrence(written), [field]);
};

/**
 * Dates alone beside a start with a time of day: as midnights they would leave out and add nothing that is
 * meant.
 */
function datesBesideTimes(written: RecurrenceRule): { value: string; path: PropertyKey[] }[] {
  if (isDate(written.start)) return [];
  return (['exdate', 'rdate'] as const).flatMap((field) =>
    (written[field] ?? [])
      .map((value, i) => ({ value, path: [field, i] }))
      .filter(({ value }) => isDate(value)),
  );
}

const windowSchema = z
  .strictObject({
    ...recurring,
    risk: z
      .enum(risks)
      .default('downtime')
      .meta({ description: 'The most that work in it may disturb: low < high < downtime' }),
    notice: duration('How long before its start work must be announced').prefault('P0D'),
    cutoff: duration('How long before its end no work may start any more').prefault('PT0S'),
    comment: words.nullish(),
  })
  .transform((window, context) => {
    const length = exactLength(window.duration);
    if (length > 0 && exactLength(window.cutoff) >= length) {
      const message = 'is not shorter than the window, so no work could ever start in it';
      context.addIssue({ code: 'custom', message, path: ['cutoff'] });
    }
    const { risk, notice, cutoff, comment } = window;
    return { risk, notice, cutoff, comment: comment ?? null, recurrence: built(window, context) };
  });

const freezeSchema = z
  .strictObject({
    ...recurring,
    scope: z
      .strictObject({
        services: list(text('shop'), '[shop]').nullish().meta({ description: 'All services when left out' }),
        leastRisk: z.enum(risks).default('low').meta({ description: 'Work of this risk or more is frozen' }),
      })
      .nullish(),
    reason: words.nullish(),
  })
  .transform((freeze, context) => ({
    services: freeze.scope?.services ?? null,
    leastRisk: freeze.scope?.leastRisk ?? 'low',
    reason: freeze.reason ?? null,
    recurrence: built(freeze, context),
  }));

const trafficSchema = z.union(
  [
    text('/var/log/nginx/access.log*'),
    z.strictObject({
      source: text('/var/log/nginx/access.log*'),
      format: text('combined').optional(),
      series: text('web').optional(),
    }),
  ],
  {
    error: ({ input }) =>
      `${shown(input)} is neither a source such as access.log nor { source, format, series }`,
  },
);

const downtimeSchema = z.strictObject({ start: moment, end: moment });

const serviceSchema = z
  .strictObject({
    zone,
    traffic: list(trafficSchema, '[/var/log/nginx/access.log*]').nullish(),
    dependsOn: list(text('database'), '[database]').nullish(),
    windows: list(text('nightly'), '[nightly]')
      .min(1, 'is empty, so no work would ever be allowed; name a window or leave the field out')
      .nullish()
      .meta({ description: 'Windows in which work may be done; at any time when left out' }),
    holidays: text('US')
      .nullish()
      .meta({ description: 'Country whose holidays matter, such as US or DE-BY' }),
    downtimes: list(downtimeSchema, '[{ start: 2026-01-05T02:00, end: 2026-01-05T04:00 }]')
      .nullish()
      .meta({ description: 'Past downtimes, which the forecast leaves out' }),
  })
  .transform((service, context) => ({
    zone: service.zone,
    traffic: (service.traffic ?? []).map((entry) => (typeof entry === 'string' ? { source: entry } : entry)),
    dependsOn: service.dependsOn ?? [],
    windows: service.windows ?? null,
    holidays: service.holidays ?? null,
    downtimes: (service.downtimes ?? []).map((downtime, i) =>
      pastDowntime(downtime, service.zone, context, i),
    ),
  }));

function pastDowntime(
  written: z.infer<typeof downtimeSchema>,
  zoneName: string,
  context: z.RefinementCtx,
  index: number,
) {
  const clock = wallClock(zoneName);
  const start = parseMoment(written.start, clock).instant;
  const end = parseMoment(written.end, clock).instant;
  if (end <= start) {
    const path = ['downtimes', index, 'end'];
    context.addIssue({ code: 'custom', message: `${shown(written.end)} is not after the start`, path });
  }
  return { start, end };
}

/** What is wrong with a key that names nothing. */
export const notAName = (key: unknown): string =>
  `${shown(key)} is not a name; it begins with a letter or digit; spaces, ".", "_" and "-" may follow`;

const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, { error: ({ input }) => notAName(input) });

const mapOf = <T extends z.ZodType>(item: T) => z.record(name, item).nullish();

/** lull.yaml: what is written in it, and what becomes of it. */
export const configSchema = z.strictObject({
  organisation: z
    .strictObject({
      name: words.nullish(),
      team: z
        .strictObject({
          zone,
          hours: read('"09:00-17:30"', parseHours).prefault(defaultHours),
          days: list(z.enum(weekdays), '[MO, TU, WE, TH, FR]').default([...defaultDays]),
        })
        .nullish()
        .meta({ description: 'When the people who do the work are at work' }),
    })
    .nullish(),
  services: mapOf(serviceSchema).meta({ description: 'What can be taken down' }),
  windows: mapOf(windowSchema).meta({ description: 'Recurring times when work may be done' }),
  freezes: mapOf(freezeSchema).meta({ description: 'Times when it may not' }),
});

export type Config = z.output<typeof configSchema>;

/**
 * The JSON schema (draft 7) of lull.yaml, for editors.
 *
 * @example configJsonSchema().title === 'lull.yaml'
 */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  return {
    ...schema,
    title: 'lull.yaml',
    description: 'Services, windows and freezes that Lull plans with.',
  };
}
