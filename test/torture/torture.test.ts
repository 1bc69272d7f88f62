import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../peers/postgres.ts';
import { withPlace } from './place.ts';
import { torture } from './torture.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe.each(['pglite', 'postgres'] as const)('a server that is killed again and again, %s', (engine) => {
  const skip = engine === 'postgres' && postgresMissing !== null;

  it.skipIf(skip)(`loses nothing and does nothing twice${missing}`, { timeout: 300_000 }, async () => {
    const report = await withPlace(engine, (server) => torture({ engine, server, kills: 8, seed: 1 }));
    expect(report.wrong).toEqual([]);
    expect(report.kills).toHaveLength(8);
    expect(report.acknowledged.changes).toBeGreaterThan(report.kills.length);
  });

  it.skipIf(skip)(`is found out when it loses a write${missing}`, { timeout: 300_000 }, async () => {
    const run = { engine, kills: 4, seed: 2, fault: 'lost-write' } as const;
    const report = await withPlace(engine, (server) => torture({ ...run, server }));
    expect(report.fault).not.toBeNull();
    expect(report.wrong.join('\n')).toContain(report.fault!.downtime);
  });
});
