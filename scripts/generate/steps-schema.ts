import { stepsJsonSchema, targetsJsonSchema } from '../../packages/lull/src/run/steps/json-schema.ts';

/** packages/lull/schema/steps.schema.json: what an editor needs to help with a step file. */
export function stepsSchema(): string {
  return `${JSON.stringify(stepsJsonSchema(), null, 2)}\n`;
}

/** packages/lull/schema/targets.schema.json: the same for a targets.yaml. */
export function targetsSchema(): string {
  return `${JSON.stringify(targetsJsonSchema(), null, 2)}\n`;
}
