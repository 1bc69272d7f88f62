import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../../peers/postgres.ts';
import { tortureRuns } from './torture-run.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

/** `LULL_KILLS` kills more often; `npm run torture:run` has the long form. */
const kills = Number(process.env.LULL_KILLS ?? 4);

describe.skipIf(postgresMissing !== null)(`changes during which everything is killed${missing}`, () => {
  it('are found out when a gate is opened in the middle', { timeout: 300_000 }, async () => {
    const report = await tortureRuns({
      ...{ layout: 'alone', kills: 1, seed: 1, services: 1 },
      fault: 'gate-open',
    });
    expect(report.wrong.join('\n')).toContain('a visitor came in while the change was half-done');
  });

  it('end as their policy says, behind closed gates', { timeout: 900_000 }, async () => {
    const report = await tortureRuns({ layout: 'pair', kills, seed: 1, services: 2 });
    expect(report.wrong).toEqual([]);
    expect(report.kills.length).toBeGreaterThanOrEqual(kills);
    expect(Object.keys(report.ends).length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...Object.values(report.visits))).toBeGreaterThan(10);
  });
});
