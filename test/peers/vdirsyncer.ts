import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isInstalled, peerFolder, run } from './process.ts';

/** Why vdirsyncer can't be started here; null where it can. */
export const vdirsyncerMissing = isInstalled('vdirsyncer') ? null : 'vdirsyncer is not installed';

/** A folder that follows a calendar at an address. */
export interface Followed {
  /** Loads the calendar and makes the folder like it: the events, a file each. */
  sync(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Subscribes to a calendar. */
export async function follow(url: string): Promise<Followed> {
  const folder = await peerFolder('vdirsyncer');
  const [config, events] = [join(folder, 'config'), join(folder, 'events')];
  mkdirSync(events);
  writeFileSync(
    config,
    `[general]
status_path = "${join(folder, 'status')}"
[pair feed]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "${url}"
[storage local]
type = "filesystem"
path = "${events}"
fileext = ".ics"
`,
  );
  return {
    async sync() {
      if (!existsSync(join(folder, 'status'))) await run('vdirsyncer', ['-c', config, 'discover', 'feed']);
      // What is no longer in the feed goes, even where nothing is left.
      await run('vdirsyncer', ['-c', config, 'sync', '--force-delete']);
      return readdirSync(events).map((name) => readFileSync(join(events, name), 'utf8'));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
