import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { actions, roles } from '../../packages/lull/src/access/contract.ts';
import { endpoints } from '../../packages/lull/src/api/contract/index.ts';

const folder = resolve(import.meta.dirname, '../../packages/lull/src/api/contract');
const from = '../../../lull/src/api/contract';

/**
 * What the console asks: of each endpoint its method and path as values, and its types by reference, so that the
 * browser loads none of the schemas.
 */
export async function webEndpoints(): Promise<string> {
  const places = new Map<unknown, string>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || file === 'index.ts') continue;
    for (const [name, value] of Object.entries((await import(join(folder, file))) as object)) {
      const place = `typeof import('${from}/${file}').${name}`;
      if (!places.has(value)) places.set(value, place);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      for (const [key, inner] of Object.entries(value)) {
        if (!places.has(inner)) places.set(inner, `(${place})['${key}']`);
      }
    }
  }
  const values = endpoints.map(({ name, method, base = '/api/v1', path }) => {
    return `  '${name}': { method: '${method}', path: '${base}${path}' },`;
  });
  const types = endpoints.map((one) => `  readonly '${one.name}': ${places.get(one) ?? missing(one.name)};`);
  return `// Made by npm run generate from the contract of the API. Edit that.

/** Where each endpoint is. */
export const endpoints = {
${values.join('\n')}
} as const;

/** What people may do, from least to most: each includes those before it. */
export const roles = ${JSON.stringify(roles)} as const;

/** What can be asked, and the least role for it. */
export const actions = ${JSON.stringify(actions)} as const;

/** What each endpoint is. */
export interface Endpoints {
${types.join('\n')}
}
`;
}

function missing(name: string): never {
  throw new Error(`${name} is exported by no file of the contract`);
}
