import { afterEach, describe, expect, it } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../test/peers/postgres.ts';
import { createKey } from '../../src/access/keys.ts';
import { openStore } from '../../src/store/open.ts';
import { firstOwner, keyActor, signIn, testAccess, testBrowser } from './support.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
describe.skipIf(postgresMissing !== null)(`while the database is away${missing}`, () => {
  let postgres: Postgres | null = null;
  afterEach(() => postgres?.stop());

  it('nobody is called unknown for it, and everybody is known again afterwards', async () => {
    postgres = await startPostgres();
    const store = await openStore({ databaseUrl: await postgres.createDatabase() });
    const access = await testAccess(store);
    const { owner, browser } = await firstOwner(access);
    const { secret } = await createKey(access, owner, { name: 'ci' });
    await postgres.halt();
    const away = { code: 'store-unavailable' };
    await expect(keyActor(access, secret)).rejects.toMatchObject(away);
    await expect(browser.actor()).rejects.toMatchObject(away);
    await expect(signIn(access, 'ada@example.com')).rejects.toMatchObject(away);
    await expect(testBrowser(access).post('/link/look', { token: 'x'.repeat(43) })).rejects.toMatchObject(
      away,
    );
    await postgres.start();
    expect(await keyActor(access, secret)).toMatchObject({ name: 'ci' });
    expect(await browser.actor()).toMatchObject({ role: 'owner' });
    await access.close();
    await store.close();
  });
});
