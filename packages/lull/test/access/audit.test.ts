import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { writeAudit } from '../../src/access/audit.ts';
import { type Actor, lull } from '../../src/access/contract.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { describeEngines } from '../store/engines.ts';

const secret = 'S3cr3tS3cr3tS3cr3t';
const key: Actor = {
  ...lull,
  kind: 'key',
  id: 'k1',
  name: 'ci',
  person: 'p1',
  from: '203.0.113.7',
  request: 'r1',
};

describeEngines('the audit trail', (open) => {
  it('says who, what, why and from where, newest first, page by page', async () => {
    const store = await open();
    for (let number = 0; number < 25; number++) {
      const entry = { action: 'window.put', subject: `w${number}`, services: ['shop'], why: 'because' };
      await store.transaction((trx) => writeAudit(trx, number % 5 === 0 ? lull : key, entry, 1000 * number));
    }
    const first = await listAudit(store.db, {}, { limit: 10 });
    expect(first.entries[0]).toMatchObject({
      subject: 'w24',
      at: 24_000,
      why: 'because',
      from: '203.0.113.7',
    });
    const seen: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = await listAudit(store.db, { actor: 'p1', from: 1000, to: 24_000 }, { limit: 4, before });
      seen.push(...page.entries.map(({ subject }) => subject));
      if (page.next === null) break;
      before = page.next;
    }
    const mine = Array.from({ length: 23 }, (_, number) => 23 - number).filter((number) => number % 5 !== 0);
    expect(seen).toEqual(mine.map((number) => `w${number}`));
    await expect(listAudit(store.db, {}, { limit: 4, before: '1; drop' })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  it('shows only what is about services that the caller may see', async () => {
    const store = await open();
    await store.transaction(async (trx) => {
      for (const services of [['shop'], ['mail'], ['shop', 'mail'], []]) {
        await writeAudit(trx, lull, { action: 'a.b', subject: services.join('+'), services }, 0);
      }
    });
    const subjects = async (visible: ReadonlySet<string> | null) =>
      (await listAudit(store.db, { visible }, { limit: 10 })).entries.map(({ subject }) => subject);
    expect(await subjects(null)).toEqual(['', 'shop+mail', 'mail', 'shop']);
    expect(await subjects(new Set(['shop']))).toEqual(['shop+mail', 'shop']);
    expect(await subjects(new Set())).toEqual([]);
  });

  it('is only ever added to, and is undone with its change', async () => {
    const store = await open();
    const entry = { action: 'a.b', subject: 's' };
    await store.transaction((trx) => writeAudit(trx, lull, entry, 0));
    await expect(sql`update access_audit set subject = 'x'`.execute(store.db)).rejects.toThrow();
    await expect(sql`delete from access_audit`.execute(store.db)).rejects.toThrow();
    const undone = store.transaction(async (trx) => {
      await writeAudit(trx, lull, entry, 0);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect((await listAudit(store.db, {}, { limit: 10 })).entries).toHaveLength(1);
  });

  it('holds no secret, wherever one comes from', async () => {
    const store = await open();
    const entry = {
      action: 'service.put',
      subject: `postgres://lull:${secret}@db`,
      why: `the key lull_${secret} was lost`,
      data: {
        source: `https://u:${secret}@metrics`,
        headers: { authorization: secret },
        list: [{ token: secret }],
      },
    };
    await store.transaction((trx) => writeAudit(trx, lull, entry, 0));
    const rows = await store.db.selectFrom('access_audit').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});
