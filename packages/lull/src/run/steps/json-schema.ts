import { z } from 'zod';
import { stepFileSchema } from './file-schema.ts';
import { targetsSchema } from './targets-schema.ts';

/**
 * The JSON schema (draft 7) of a step file, for editors.
 *
 * @example stepsJsonSchema().title === 'Steps'
 */
export function stepsJsonSchema(): Record<string, unknown> {
  return forEditors(stepFileSchema, 'Steps', 'What Lull does while a service is down, step by step.');
}

/**
 * The same of a targets.yaml.
 *
 * @example targetsJsonSchema().title === 'Targets'
 */
export function targetsJsonSchema(): Record<string, unknown> {
  return forEditors(targetsSchema, 'Targets', 'What the step files of this folder name, on this host.');
}

function forEditors(schema: z.ZodType, title: string, description: string): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), title, description };
}
