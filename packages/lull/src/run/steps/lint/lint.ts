import type { Mistake } from '../../../catalog/mistakes.ts';
import type { StepsFolder } from '../folder.ts';
import { type InspectedSteps, inspectSteps } from '../load.ts';
import { checks } from './checks.ts';
import type { MeantFor, Rule } from './contract.ts';
import { enoughTime } from './enough-time.ts';
import { optionsByValue, parametersUsed } from './parameters-used.ts';
import { shellWords } from './shell-words.ts';
import { timeLimits } from './time-limits.ts';
import { uncovered } from './uncovered.ts';
import { waysBack } from './ways-back.ts';
import { writtenSecrets } from './written-secrets.ts';

const rules: readonly Rule[] = [
  checks,
  enoughTime,
  optionsByValue,
  parametersUsed,
  shellWords,
  timeLimits,
  waysBack,
  writtenSecrets,
];

/** A step file and what is to be said of it. */
export interface LintedSteps extends InspectedSteps {
  /** What can be run, and is hardly meant so; looked for only where nothing is wrong. */
  readonly warnings: readonly Mistake[];
}

/**
 * Reads a step file and finds what is wrong in it, and else what is hardly meant so.
 *
 * @throws LullError as `inspectSteps`
 * @example (await lintSteps(folder, 'move', { takes: null, rollback: null, mode: null })).warnings
 */
export async function lintSteps(folder: StepsFolder, name: string, meantFor: MeantFor): Promise<LintedSteps> {
  const inspected = await inspectSteps(folder, name);
  const { document, steps, mistakes, used, texts } = inspected;
  if (steps === null || mistakes.length > 0) return { ...inspected, warnings: [] };
  const written = document.value as Readonly<Record<string, unknown>>;
  const findings = [
    ...rules.flatMap((rule) => rule({ steps, written, used, texts, meantFor })),
    ...(await uncovered(folder, inspected)),
  ];
  const warnings = findings
    .map(({ path, message }) => document.mistakeAt(path, message))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { ...inspected, warnings };
}
