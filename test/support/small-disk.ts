import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of its own, as small as it was asked for. */
export interface SmallDisk {
  readonly path: string;
  grow(megabytes: number): void;
  unmount(): void;
}

/** Makes one below a folder; null where none can be made, as by who is not root. */
export function smallDisk(below: string, megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(below, 'disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (status !== 0) return null;
  return {
    path,
    grow: (to) => spawnSync('mount', ['-o', `remount,size=${to}m`, path]),
    // Lazily: an engine that has stopped by itself keeps its files open until its process ends.
    unmount: () => spawnSync('umount', ['--lazy', path]),
  };
}
