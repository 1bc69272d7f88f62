import { allowed } from '../../access/allowed.ts';
import { textWithoutSecrets } from '../../access/without-secrets.ts';
import { applyDocument as apply, exportDocument as exported } from '../../keeper/apply-document.ts';
import { answer } from '../answer.ts';
import { applyDocument, exportDocument } from '../contract/documents.ts';
import type { Routes } from '../parts.ts';
import { changeOf } from '../views/entry.ts';

/** The whole catalog as a lull.yaml, there and back. */
export const documentRoutes: Routes = (mount, { keeper, viewer }) => {
  mount(applyDocument, async ({ c, actor, body, query, idempotencyKey }) => {
    const applied = await apply(keeper, actor, body, { ...query, idempotencyKey });
    viewer.forget();
    return answer(c, applyDocument, changeOf(applied));
  });

  mount(exportDocument, async ({ c, actor }) => {
    const whole = await exported(keeper, actor);
    const text = allowed(actor, 'configure', null) ? whole : textWithoutSecrets(whole);
    return c.body(text, 200, {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': 'attachment; filename="lull.yaml"',
    });
  });
};
