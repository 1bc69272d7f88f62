import { homedir } from 'node:os';

/**
 * What every program of a step finds in its environment, before what its step declares. Nothing else of the
 * runner's own environment reaches it.
 *
 * @example baseEnvironment().PATH // '/usr/local/bin:/usr/bin:/bin'
 */
export function baseEnvironment(): Readonly<Record<string, string>> {
  const { PATH, HOME, LANG } = process.env;
  return {
    PATH: PATH || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: HOME || homedir(),
    LANG: LANG || 'C.UTF-8',
  };
}
