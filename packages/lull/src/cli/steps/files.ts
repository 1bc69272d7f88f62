import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LullError } from '../../errors.ts';
import { openFolder, type StepsFolder } from '../../run/steps/folder.ts';
import { stepNames } from '../../run/steps/load.ts';

/** A step file that somebody named. */
export interface NamedSteps {
  readonly folder: StepsFolder;
  /** Without `.yaml`. */
  readonly name: string;
  /** As people see it: the folder as it was named, and the file. */
  readonly path: string;
}

/**
 * The step files that a path names: itself, or all of a folder.
 *
 * @param mustBeOurs whether it is refused when others could change what is read
 * @throws LullError `steps-not-found`, `steps-exposed`
 */
export async function stepFilesAt(path: string, mustBeOurs = false): Promise<NamedSteps[]> {
  if (await isFolder(path)) {
    const folder = await openFolder(path, mustBeOurs);
    const names = await stepNames(folder);
    return names.map((name) => ({ folder, name, path: join(path, `${name}.yaml`) }));
  }
  return [await stepFileAt(path)];
}

/**
 * The step file that a path names.
 *
 * @throws LullError `steps-not-found`; `bad-option` for something else
 */
export async function stepFileAt(path: string): Promise<NamedSteps> {
  const [, name] = /^(.+)\.yaml$/.exec(basename(path)) ?? [];
  if (name === undefined || name === 'targets') {
    throw new LullError('bad-option', `${path} is no step file`, 'Step files end in .yaml.');
  }
  return { folder: await openFolder(dirname(path), false), name, path };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
