import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../peers/postgres.ts';
import { withPlace } from './place.ts';
import type { Report } from './report.ts';
import { torture } from './torture.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe('a server that is killed again and again', () => {
  it.for(['pglite', 'postgres'] as const)(
    'loses nothing and does nothing twice, %s',
    {
      timeout: 300_000,
    },
    async (engine, { skip }) => {
      skip(engine === 'postgres' && postgresMissing !== null, `${postgresMissing} is missing`);
      const report = await withPlace(engine, (server) => torture({ engine, server, kills: 4, seed: 1 }));
      expect(report.wrong).toEqual([]);
      expect(report.kills).toHaveLength(4);
      expect(report.acknowledged.changes).toBeGreaterThan(report.kills.length);
    },
  );

  it.skipIf(postgresMissing !== null)(
    `is found out when it loses a write${missing}`,
    {
      timeout: 300_000,
    },
    async () => {
      const run = { engine: 'postgres', kills: 3, seed: 2, fault: 'lost-write' } as const;
      const report = await withPlace(run.engine, (server) => torture({ ...run, server }));
      expect(report.fault).not.toBeNull();
      expect(report.wrong.join('\n')).toContain(report.fault!.downtime);
    },
  );
});

it('npm run torture prints one JSON object, in which each kill has its point and its outcome', {
  timeout: 300_000,
}, async () => {
  const script = resolve(import.meta.dirname, '../../scripts/torture.ts');
  const short = ['--engine', 'pglite', '--kills', '3', '--seed', '3', '--seed-fault', 'lost-write', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...short]);
  const { ok, fault, runs } = JSON.parse(stdout);
  expect({ ok, fault, engines: runs.map(({ engine }: Report) => engine) }).toEqual({
    ok: true,
    fault: 'lost-write',
    engines: ['pglite'],
  });
  const { kills, wrong } = runs[0] as Report;
  expect(wrong.length).toBeGreaterThan(0);
  expect(kills.map(({ number }) => number)).toEqual([1, 2, 3]);
  for (const kill of kills) {
    expect(kill).toEqual({
      number: expect.any(Number),
      during: expect.stringMatching(/^(start|work)$/),
      after: expect.any(Number),
      inFlight: expect.any(Array),
      back: kill.back === null ? null : expect.any(Number),
      missing: expect.any(Array),
    });
  }
});
