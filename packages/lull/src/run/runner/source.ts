import { LullError } from '../../errors.ts';
import type { Steps, Targets } from '../steps/contract.ts';
import { filledSteps } from '../steps/filled.ts';
import { openFolder } from '../steps/folder.ts';
import { changedSince, findSteps, loadSteps, loadTargets, type Unusable } from '../steps/load.ts';
import type { FoundFile, Order } from './contract.ts';

/** A step file as it was ordered: read once, so that what was hashed is what is run. */
export interface OrderedSteps {
  /** With the values of its parameters. */
  readonly steps: Steps;
  readonly targets: Targets;
  /** Where they really lie: what was looked at is what is run, whatever a link leads to meanwhile. */
  readonly folder: string;
  /** @throws LullError when a program that the hash covers isn't any more what it was */
  check(): Promise<void>;
}

/** Where a runner's step files come from. */
export interface StepSource {
  readonly folder: string;
  /** All that are there now. */
  found(): Promise<readonly FoundFile[]>;
  /** @throws LullError when it isn't the one that was ordered, or can't be used */
  read(order: Pick<Order, 'file' | 'parameters'>): Promise<OrderedSteps>;
  /** @throws LullError when targets.yaml can't be used */
  targets(): Promise<Targets>;
}

/**
 * The step files of a folder. It is looked at anew each time, and refused where others on the machine could
 * change what is in it.
 *
 * @example (await folderSource('/etc/lull/steps').read(order)).steps
 */
export function folderSource(folder: string): StepSource {
  const open = () => openFolder(folder, true);
  const unusable: Unusable = new Map();
  return {
    folder,
    found: async () => findSteps(await open(), unusable),
    async read({ file, parameters }) {
      const opened = await open();
      const { programs, ...steps } = await loadSteps(opened, file.name);
      if (steps.hash !== file.hash) throw changed(file, steps.hash);
      return {
        steps: filledSteps(steps, parameters),
        targets: await loadTargets(opened),
        folder: opened.path,
        async check() {
          if (programs.length === 0) return;
          const other = await changedSince(await openFolder(opened.path, true), programs);
          if (other !== null) throw changedProgram(file.name, other);
        },
      };
    },
    targets: async () => loadTargets(await open()),
  };
}

function changedProgram(name: string, program: string): LullError {
  return new LullError(
    'steps-changed',
    `${program}, which the hash of the step file ${name} covers, was changed since the work began.`,
    'Bring back what was approved, or have the changed one approved.',
    { name, program },
  );
}

function changed({ name, hash }: Order['file'], found: string): LullError {
  return new LullError(
    'steps-changed',
    `The step file ${name} is not the one that was approved: its hash is ${found.slice(0, 12)}…, ` +
      `not ${hash.slice(0, 12)}….`,
    'Bring back the one that was approved, or have the changed one approved.',
    { name, hash, found },
  );
}
