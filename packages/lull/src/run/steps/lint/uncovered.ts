import { posix } from 'node:path';
import { isBeside } from '../../actions/fields.ts';
import type { StepsFolder } from '../folder.ts';
import type { InspectedSteps } from '../load.ts';
import { actionPath, type Finding, placesOf } from '../places.ts';

/**
 * Words of programs that are files of the folder which the hash doesn't cover: whoever changes such a script
 * changes what was approved, and nobody notices.
 *
 * @example await uncovered(folder, inspected) // of [bash, migrate.sh] without files: [migrate.sh]
 */
export async function uncovered(folder: StepsFolder, { steps, digests }: InspectedSteps): Promise<Finding[]> {
  const covered = new Set(digests.map(({ name }) => name));
  const words = (steps === null ? [] : placesOf(steps)).flatMap((place) => {
    const { action } = place;
    if (action.kind !== 'command') return [];
    return action.argv
      .slice(1)
      .filter((word) => isBeside(word) && !word.startsWith('-'))
      .map((word) => ({ path: actionPath(place), file: posix.join(action.folder ?? '', word) }));
  });
  const found: Finding[] = [];
  for (const { path, file } of words) {
    if (covered.has(file) || !(await folder.has(file, 'file'))) continue;
    found.push({ path, message: `names ${file}, which the hash doesn't cover; write files: [${file}]` });
  }
  return found;
}
