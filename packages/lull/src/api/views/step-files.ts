import { type Lengths, lengthKey, usualLength } from '../../run/conduct/estimate.ts';
import type { Phase } from '../../run/runner/contract.ts';
import type { Agent } from '../../run/runs/agents.ts';
import type { StepOutline } from '../../run/steps/contract.ts';
import type { StepFileView } from '../contract/runs.ts';
import { told, toldLength } from './times.ts';

/** The step files that an agent found, as the API tells them. */
export function stepFilesOf(
  { name, host, isThere, heardAt, files }: Agent,
  lengths: Lengths,
): StepFileView[] {
  const agent = name === '' ? null : name;
  return files.map((file) => {
    const { outline, mistake } = file;
    const on = { agent, file: { name: file.name } };
    const list = (phase: Phase, steps: readonly StepOutline[] = []) =>
      steps.map((step) => stepOf(step, usualLength(lengths.get(lengthKey(on, phase, step.name)))));
    return {
      ...{ agent, host, isThere, heardAt: told(heardAt), name: file.name, hash: file.hash, mistake },
      description: outline?.description ?? null,
      parameters: { ...outline?.parameters },
      steps: list('forward', outline?.steps),
      verify: list('verify', outline?.verify),
      watch: (outline?.watch ?? []).map(({ name: watch, over }) => ({ name: watch, over: toldLength(over) })),
      atBadWatch: outline?.atBadWatch ?? null,
      atFailure: outline?.atFailure ?? null,
    };
  });
}

function stepOf(
  { name, kind, shows, timeLimit, retries, idempotent, rollback, pointOfNoReturn }: StepOutline,
  usually: number | null,
): StepFileView['steps'][number] {
  return {
    ...{ name, kind, shows, retries, idempotent, pointOfNoReturn },
    timeLimit: toldLength(timeLimit),
    usually: usually === null ? null : toldLength(usually),
    rollback: rollback && { shows: rollback.shows, timeLimit: toldLength(rollback.timeLimit) },
  };
}
