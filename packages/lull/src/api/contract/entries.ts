import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant, local, name } from './fields.ts';
import { pageOf, widePaging } from './lists.ts';
import { dryRun } from './outcome.ts';
import { why } from './plan-input.ts';
import { reasons } from './reasons.ts';

/** One block of lull.yaml as the server holds it. */
const entryView = z
  .object({
    kind: z.enum(['organisation', 'team', 'service', 'window', 'freeze']),
    name: z.string(),
    version: z.number().int().meta({ description: 'Rises with every change; `If-Match` takes it' }),
    changedAt: instant('When it was last changed'),
    body: z.record(z.string(), z.unknown()).meta({ description: 'As it is written in lull.yaml' }),
  })
  .meta({ id: 'Entry' });

export type EntryView = z.output<typeof entryView>;

/** A field of a block that is another than before. */
const fieldChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });

/** What a change makes of one block. */
export const entryChange = z
  .object({
    kind: entryView.shape.kind,
    name: z.string(),
    change: z.enum(['added', 'changed', 'removed']),
    fields: z.array(fieldChange),
  })
  .meta({ id: 'EntryChange' });

/** A scheduled downtime in whose way a change of the rules would stand. */
const touched = z
  .object({
    id: z.string(),
    title: z.string(),
    services: z.array(z.string()),
    start: instant('When it begins'),
    startLocal: local('The same on the first service’s wall clock'),
    zone: z.string().meta({ description: 'Zone of the first service' }),
    reasons: reasons('What would stand in its way'),
  })
  .meta({ id: 'TouchedDowntime' });

/** What a change of the catalog makes of it. */
export const catalogChange = z
  .object({
    changes: z.array(entryChange),
    touches: z.array(touched).meta({ description: 'Downtimes whose owners are asked what to do' }),
    dryRun: z.boolean().meta({ description: 'Whether it was only asked for; then nothing is stored' }),
  })
  .meta({ id: 'CatalogChange' });

/** A block as it is after a change, and what the change makes of the catalog. */
const putEntry = entryView.extend(catalogChange.shape).meta({ id: 'PutEntry' });

const written = z.looseObject({}).meta({
  id: 'Written',
  description: 'A block as it is written in lull.yaml; schema/lull.schema.json has its fields',
});

/** Owners of single services may configure these, and freezes of these alone; the verb looks at that. */
const changing = { who: 'allowed', action: 'configure', on: 'object' } as const;

interface KindShape {
  readonly one: string;
  readonly many: string;
  readonly path: string;
  readonly example: Readonly<Record<string, unknown>>;
}

function kind<const K extends KindShape>({ one, many, path, example }: K) {
  const capital = `${one[0]!.toUpperCase()}${one.slice(1)}`;
  const params = z.strictObject({ name: name(`The ${one}`) });
  const common = { tag: 'catalog', path: `/${path}/{name}`, params } as const;
  return {
    list: endpoint({
      name: `list${many[0]!.toUpperCase()}${many.slice(1)}`,
      tag: 'catalog',
      method: 'get',
      path: `/${path}`,
      summary: `All ${many} that the caller may see`,
      needs: { who: 'allowed', action: 'read', on: 'visible' },
      query: z.strictObject(widePaging),
      answer: { status: 200, description: 'A page, by name', schema: pageOf(entryView, `${capital}Page`) },
    }),
    read: endpoint({
      ...common,
      name: `read${capital}`,
      method: 'get',
      summary: `One ${one}`,
      needs: { who: 'allowed', action: 'read', on: 'object' },
      answer: { status: 200, description: `The ${one}`, schema: entryView, etag: true },
    }),
    put: endpoint({
      ...common,
      name: `put${capital}`,
      method: 'put',
      summary: `Make a ${one} or replace it`,
      needs: changing,
      query: z.strictObject({ dryRun, why }),
      version: 'required',
      body: { type: 'application/json', schema: written, example },
      answer: { status: 200, description: `The ${one} as it is now`, schema: putEntry, etag: true },
      errors: ['bad-config', 'already-exists', 'not-allowed'],
    }),
    remove: endpoint({
      ...common,
      name: `delete${capital}`,
      method: 'delete',
      summary: `Take a ${one} away`,
      needs: changing,
      query: z.strictObject({ dryRun, why }),
      version: 'required',
      answer: { status: 200, description: 'It is gone', schema: catalogChange },
      errors: ['in-use'],
    }),
  } as const;
}

export const services = kind({
  one: 'service',
  many: 'services',
  path: 'services',
  example: { zone: 'Europe/Berlin', windows: ['nightly'] },
});

export const windows = kind({
  one: 'window',
  many: 'windows',
  path: 'windows',
  example: { zone: 'Europe/Berlin', start: '2026-01-05T22:00', duration: 'PT8H', rrule: 'FREQ=DAILY' },
});

export const freezes = kind({
  one: 'freeze',
  many: 'freezes',
  path: 'freezes',
  example: { zone: 'Europe/Berlin', start: '2026-12-20T00:00', duration: 'P14D', reason: 'Christmas' },
});

export const teams = kind({
  one: 'team',
  many: 'teams',
  path: 'teams',
  example: { zone: 'Europe/Berlin', hours: '09:00-17:00' },
});

export const readOrganisation = endpoint({
  name: 'readOrganisation',
  tag: 'catalog',
  method: 'get',
  path: '/organisation',
  summary: 'The organisation and its policy',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  answer: { status: 200, description: 'The organisation', schema: entryView, etag: true },
  errors: ['not-found'],
});

export const putOrganisation = endpoint({
  name: 'putOrganisation',
  tag: 'catalog',
  method: 'put',
  path: '/organisation',
  summary: 'Set the organisation and its policy',
  needs: changing,
  query: z.strictObject({ dryRun, why }),
  version: 'required',
  body: { type: 'application/json', schema: written, example: { name: 'Example Ltd' } },
  answer: { status: 200, description: 'The organisation as it is now', schema: putEntry, etag: true },
  errors: ['bad-config', 'already-exists'],
});
