import { expect, it } from 'vitest';
import { tenantHash as hashOnTheWeb } from '../../src/fetch/index.ts';
import { tenantHash } from '../../src/node/index.ts';

it('a tenant is named the same everywhere, and another in each service', async () => {
  const hash = tenantHash('shop', 'acme');
  expect(hash).toBe('yiXHHmWhBz9B68L0_PW7bQ0rcPeW49EMK9ub0rkLq6U');
  expect(await hashOnTheWeb('shop', 'acme')).toBe(hash);
  expect(await hashOnTheWeb('größe', 'ü/+')).toBe(tenantHash('größe', 'ü/+'));
  expect(tenantHash('bank', 'acme')).not.toBe(hash);
});
