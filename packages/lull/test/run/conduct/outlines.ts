import type { Outline, StepOutline } from '../../../src/run/steps/contract.ts';
import { MINUTE } from '../../../src/time/instant.ts';

/** A step that can be undone and takes ten minutes at most. */
export const step = (name: string, more: Partial<StepOutline> = {}): StepOutline => ({
  name,
  kind: 'command',
  shows: name,
  timeLimit: 10 * MINUTE,
  retries: 0,
  idempotent: false,
  hasVerify: false,
  rollback: { shows: `undo ${name}`, timeLimit: 5 * MINUTE },
  pointOfNoReturn: false,
  ...more,
});

/** A step file with two steps. */
export const outline = (more: Partial<Outline> = {}): Outline => ({
  description: null,
  parameters: {},
  steps: [step('dump'), step('load')],
  verify: [],
  watch: [],
  atBadWatch: 'close-again',
  atFailure: 'roll-back',
  bypass: [],
  ...more,
});
