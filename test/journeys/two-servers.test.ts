import { describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres } from '../peers/postgres.ts';
import { twoServers } from '../torture/two-servers.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe.skipIf(postgresMissing !== null)(`two servers on one PostgreSQL${missing}`, () => {
  it('carry out each moment once, on the database’s clock, whatever befalls them', {
    timeout: 300_000,
  }, async () => {
    const postgres = await startPostgres();
    try {
      const moments = await twoServers(postgres, 12);
      expect(moments.filter(({ times }) => times !== 1)).toEqual([]);
      // The second server's clock is a minute ahead: what went by it would be a minute early.
      expect(moments.filter(({ early }) => early > 0)).toEqual([]);
      expect(new Set(moments.map(({ during }) => during))).toEqual(
        new Set(['nothing', 'one server dead', 'database away']),
      );
    } finally {
      await postgres.stop();
    }
  });
});
