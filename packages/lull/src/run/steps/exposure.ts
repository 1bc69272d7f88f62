import type { Stats } from 'node:fs';

const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
/** In such a folder nobody but a file's owner removes or renames it. */
const STICKY = 0o1000;

/**
 * Why somebody else on the machine could change a file, or what lies in a folder; null where nobody can.
 * Where files have no modes (Windows) nothing is known, and the answer is null.
 *
 * @param own number of the user who runs the steps
 * @example exposure(await stat('steps/move.yaml')) // 'can be written by its group'
 */
export function exposure(found: Stats, own = process.geteuid?.()): string | null {
  if (own === undefined) return null;
  if (found.uid !== 0 && found.uid !== own) return `belongs to another user (number ${found.uid})`;
  if (found.isDirectory() && found.mode & STICKY) return null;
  if (found.mode & OTHERS_WRITE) return 'can be written by everybody';
  return found.mode & GROUP_WRITES ? 'can be written by its group' : null;
}
