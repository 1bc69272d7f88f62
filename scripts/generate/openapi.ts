import { openapiDocument } from '../../packages/lull/src/api/openapi.ts';

/** packages/lull/openapi.json: the description of the API that clients are generated from. */
export function openapi(): string {
  return `${JSON.stringify(openapiDocument(), null, 2)}\n`;
}
