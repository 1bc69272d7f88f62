import { createKey, type KeyView, listKeys as keysOf, revokeKey as revoke } from '../../access/keys.ts';
import type { Names } from '../../access/names.ts';
import { serviceNamed } from '../../catalog/occurrences.ts';
import { answer } from '../answer.ts';
import { listKeys, makeKey, revokeKey } from '../contract/keys.ts';
import type { Routes } from '../parts.ts';
import { told } from '../views/times.ts';

/** Keys for programs. */
export const keyRoutes: Routes = (mount, { access, keeper }) => {
  mount(listKeys, async ({ c, actor, query }) => {
    const keys = await keysOf(access, actor, { everybody: query.all ?? false });
    const names = await access.names.of(keys.map(({ person }) => person));
    return answer(c, listKeys, { items: keys.map((key) => keyOf(key, names)) });
  });

  mount(makeKey, async ({ c, actor, body, idempotencyKey }) => {
    const { catalog } = await keeper.catalog();
    for (const service of body.services ?? []) serviceNamed(catalog, service);
    const { secret, ...key } = await createKey(access, actor, { ...body, idempotencyKey });
    const names = await access.names.of([key.person]);
    return answer(c, makeKey, { ...keyOf(key, names), secret });
  });

  mount(revokeKey, async ({ c, actor, params, query }) => {
    await revoke(access, actor, params.id, query.why);
    return answer(c, revokeKey, null);
  });
};

function keyOf({ scopes, services, createdAt, expiresAt, revokedAt, ...key }: KeyView, names: Names) {
  return {
    ...key,
    personName: names.get(key.person) ?? null,
    scopes: scopes && [...scopes],
    services: services && [...services],
    createdAt: told(createdAt),
    expiresAt: told(expiresAt),
    revokedAt: told(revokedAt),
  };
}
