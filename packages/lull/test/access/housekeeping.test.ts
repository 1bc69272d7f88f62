import { expect, it } from 'vitest';
import { forgetExpired } from '../../src/access/forget-expired.ts';
import { invite, listInvitations } from '../../src/access/invitations.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, signIn, testAccess } from './support.ts';

describeEngines('housekeeping', (open) => {
  it('removes what has expired and nothing else', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner, browser } = await firstOwner(access);
    const old = await signIn(access, 'ada@example.com');
    const { adapter } = await access.library.$context;
    const where = (value: string) => [{ field: 'token', value }];
    const token = old.cookies.get('lull.session_token')!.split('.')[0]!;
    await adapter.update({ model: 'session', where: where(token), update: { expiresAt: new Date(0) } });
    await invite(access, owner, { email: 'bob@example.com', role: 'viewer' });
    expect(await adapter.count({ model: 'session' })).toBe(2);
    await forgetExpired(access);
    expect(await adapter.count({ model: 'session' })).toBe(1);
    expect(await browser.actor()).not.toBeNull();
    expect(await listInvitations(access, owner)).toHaveLength(1);
    await store.db
      .updateTable('access_attempts')
      .set({ since: new Date(0) })
      .execute();
    await store.db
      .updateTable('access_invitations')
      .set({ expires_at: new Date(0) })
      .execute();
    await forgetExpired(access);
    for (const table of ['access_attempts', 'access_invitations'] as const) {
      expect(await store.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
    }
  });
});
