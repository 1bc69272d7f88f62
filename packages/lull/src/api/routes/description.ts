import { readContract } from '../contract/operate.ts';
import type { Routes } from '../parts.ts';

/** The description of all of this. */
export const descriptionRoutes: Routes = (mount) => {
  let description: string | null = null;
  mount(readContract, async ({ c }) => {
    // What makes the description is needed once at most: it is not loaded at every start.
    const { openapiDocument } = await import('../openapi.ts');
    description ??= JSON.stringify(openapiDocument());
    return c.body(description, 200, { 'content-type': 'application/json' });
  });
};
