import { z } from 'zod';
import { parseMoment } from '../time/recurrence.ts';
import { wallClock } from '../time/wallclock.ts';
import { announcingSchema } from './announcing-schema.ts';
import { list, text, words, zone } from './fields.ts';
import { gatesSchema } from './gates.ts';
import { shown } from './mistakes.ts';
import { policySchema } from './organisation-schemas.ts';
import { moment } from './rule-schemas.ts';
import { silencesSchema } from './silences.ts';

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

export const serviceSchema = z
  .strictObject({
    zone,
    description: words.nullish().meta({ description: 'What it is, in a few words' }),
    team: text('web').nullish().meta({ description: 'The team that owns it, one of "teams"' }),
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
    policy: policySchema
      .nullish()
      .meta({ description: "How its downtimes are run, where it is not by the organisation's policy" }),
    announce: announcingSchema
      .nullish()
      .meta({ description: "When people are told of its downtimes, where not by the organisation's word" }),
    title: words.nullish().meta({ description: 'What people call it; its name when left out' }),
    public: z
      .boolean({ error: ({ input }) => `${shown(input)} is neither true nor false` })
      .nullish()
      .meta({ description: 'Whether anybody may know of it: status page, feeds, signing up' }),
    gates: gatesSchema
      .nullish()
      .meta({ description: 'Its gates: how many, or an object with what they show as well' }),
    silences: silencesSchema
      .nullish()
      .meta({ description: 'What monitors keep quiet while it is worked on' }),
  })
  .transform((service, context) => ({
    zone: service.zone,
    description: service.description ?? null,
    team: service.team ?? null,
    traffic: (service.traffic ?? []).map((entry) => (typeof entry === 'string' ? { source: entry } : entry)),
    dependsOn: service.dependsOn ?? [],
    windows: service.windows ?? null,
    holidays: service.holidays ?? null,
    downtimes: (service.downtimes ?? []).map((downtime, i) =>
      pastDowntime(downtime, service.zone, context, i),
    ),
    policy: service.policy ?? null,
    gates: service.gates ?? null,
    silences: service.silences ?? [],
    announce: service.announce ?? null,
    title: service.title ?? null,
    public: service.public ?? false,
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
