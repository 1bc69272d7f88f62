import { applyDocument as apply, exportDocument as exported } from '../../keeper/apply-document.ts';
import { answer } from '../answer.ts';
import { applyDocument, exportDocument } from '../contract/documents.ts';
import type { Routes } from '../parts.ts';
import { changeOf } from '../views/entry.ts';

/** The whole catalog as a lull.yaml, there and back. */
export const documentRoutes: Routes = (mount, { keeper }) => {
  mount(applyDocument, async ({ c, actor, body, query, idempotencyKey }) => {
    const applied = await apply(keeper, actor, body, { ...query, idempotencyKey });
    return answer(c, applyDocument, changeOf(applied));
  });

  mount(exportDocument, async ({ c, actor }) => {
    const text = await exported(keeper, actor);
    return c.body(text, 200, {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': 'attachment; filename="lull.yaml"',
    });
  });
};
