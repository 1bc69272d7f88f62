import { z } from 'zod';
import { name } from './fields.ts';
import { organisationSchema, teamSchema } from './organisation-schemas.ts';
import { freezeSchema, windowSchema } from './rule-schemas.ts';
import { serviceSchema } from './service-schema.ts';

export { type Risk, risks } from './risk.ts';

const mapOf = <T extends z.ZodType>(item: T) => z.record(name, item).nullish();

/** lull.yaml: what is written in it, and what becomes of it. */
export const configSchema = z.strictObject({
  organisation: organisationSchema.nullish(),
  teams: mapOf(teamSchema).meta({ description: 'The people who own services' }),
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
    description: 'Teams, services, windows and freezes that Lull plans with.',
  };
}
