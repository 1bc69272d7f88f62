import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { startServer } from './support/server.ts';

describeEngines('identity under load', (open) => {
  it('is held to the rate of strangers before the database is asked, and nobody else is', async () => {
    const server = await startServer(await open(), { rate: { perSecond: 1, burst: 10 } });
    try {
      const token = 'x'.repeat(43);
      const asked = await Promise.all(
        Array.from({ length: 40 }, () =>
          server.nobody('/api/auth/link/look', { token }, { origin: server.url }),
        ),
      );
      expect(asked.filter(({ status }) => status !== 429).length).toBeLessThan(15);
      expect(asked.find(({ status }) => status === 429)!.headers.get('retry-after')).toMatch(/^\d+$/);
      const { attempts } = await server.keeper.store.db
        .selectFrom('access_attempts')
        .select(({ fn }) => fn.sum<string>('count').as('attempts'))
        .where('key', 'like', 'link %')
        .executeTakeFirstOrThrow();
      expect(Number(attempts)).toBeLessThan(15);
      expect((await server.owner('me')).status).toBe(200);
    } finally {
      await server.stop();
    }
  });
});
