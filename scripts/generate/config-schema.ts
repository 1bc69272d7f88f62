import { configJsonSchema } from '../../packages/lull/src/catalog/schema.ts';

/** packages/lull/schema/lull.schema.json: what an editor needs to help with lull.yaml. */
export function configSchema(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
