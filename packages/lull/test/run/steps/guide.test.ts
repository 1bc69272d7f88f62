import { describe, expect, it } from 'vitest';
import type { MeantFor } from '../../../src/run/steps/lint/contract.ts';
import { lintSteps } from '../../../src/run/steps/lint/lint.ts';
import { parseTargets } from '../../../src/run/steps/parse.ts';
import { besideGuide, guideSteps, guideTargets } from './guide.ts';
import { stepsFolder } from './support.ts';

const unknown: MeantFor = { takes: null, rollback: null, mode: null };

async function linted(text: string, meantFor = unknown, more = {}) {
  const folder = stepsFolder({ 'x.yaml': text, ...besideGuide, ...more });
  const { mistakes, warnings } = await lintSteps(await folder.open(), 'x', meantFor);
  folder.remove();
  return { mistakes, warnings: warnings.map(({ message }) => message) };
}

describe('docs/steps.md', () => {
  it('has examples', () => {
    expect([guideSteps.length, guideTargets.length]).toEqual([8, 2]);
  });

  it.each(guideSteps)('has steps that can be run: %.50s…', async (text) => {
    const { mistakes, warnings } = await linted(text);
    expect(mistakes).toEqual([]);
    // What is only about one thing says nothing of checks and ways back.
    expect(warnings.filter((one) => !/has no (?:verify|rollback|timeLimit)/.test(one))).toEqual([]);
  });

  it.each(guideTargets)('has targets that can be used: %.50s…', (text) => {
    expect(parseTargets(text, 'targets.yaml').mistakes).toEqual([]);
  });

  it('has a first example of which nothing is to be said', async () => {
    const meantFor = { takes: 30 * 60_000, rollback: 5 * 60_000, mode: 'full' } as const;
    const said = await linted(guideSteps[0]!, meantFor, { 'targets.yaml': guideTargets[0]! });
    expect(said).toEqual({ mistakes: [], warnings: [] });
  });
});
