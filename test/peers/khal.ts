import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled, peerFolder } from './process.ts';

const exec = promisify(execFile);

/** Why khal can't be started here; null where it can. */
export const khalMissing = isInstalled('khal') ? null : 'khal is not installed';

/** An event as khal shows it: times on the clock of its zone, `2026-12-01 23:00`. */
export interface Shown {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly title: string;
  readonly isCancelled: boolean;
}

/** Somebody's calendar in khal. */
export interface Khal {
  /** Takes in a calendar as a person would who got it by mail, or has loaded it. */
  take(calendar: string): Promise<void>;
  /** What there is in a number of days from a day, `2026-12-01`. */
  list(from: string, days: number): Promise<Shown[]>;
  remove(): Promise<void>;
}

/** A calendar of its own, by the clocks of a zone. */
export async function openKhal(zone: string): Promise<Khal> {
  const folder = await peerFolder('khal');
  const config = join(folder, 'config');
  mkdirSync(join(folder, 'calendar'));
  writeFileSync(
    config,
    `[calendars]
[[own]]
path = ${join(folder, 'calendar')}
[locale]
local_timezone = ${zone}
default_timezone = ${zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = own
[sqlite]
path = ${join(folder, 'khal.db')}
`,
  );
  const khal = async (...args: string[]): Promise<string> => {
    const { stdout } = await exec('khal', ['-c', config, ...args], {
      env: { ...process.env, LC_ALL: 'C.UTF-8', COLUMNS: '10000' },
    });
    return stdout;
  };
  return {
    async take(calendar) {
      const file = join(folder, 'taken.ics');
      writeFileSync(file, calendar);
      await khal('import', '--batch', file);
    },
    async list(from, days) {
      const format = '{uid}\t{start}\t{end}\t{title}\t{status}';
      const lines = await khal('list', '--once', '--day-format', '', '--format', format, from, `${days}d`);
      return lines
        .split('\n')
        .filter((line) => line.includes('\t'))
        .map((line) => {
          const [uid, start, end, title, status] = line.split('\t') as [
            string,
            string,
            string,
            string,
            string,
          ];
          return { uid, start, end, title, isCancelled: status.trim() === 'CANCELLED' };
        });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
