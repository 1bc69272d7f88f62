import { posix } from 'node:path';
import { shown } from '../../../catalog/mistakes.ts';
import { actionPath, placesOf } from '../places.ts';
import type { Rule } from './contract.ts';

const ofTheShell =
  /^(?:\|\|?|&&?|;|\d?>>?|<|\d>&\d|\$[A-Za-z_]\w*|\$\(.*\)|`.*`|~(?:\/.*)?|[^\s=]*\*[^\s]*)$/s;
const isShell = (word: string): boolean =>
  /^(?:(?:ba|da|z|k|a|fi)?sh|ssh|find|rsync|tar)$/.test(posix.basename(word));

/** Words that only a shell would understand, where there is none. */
export const shellWords: Rule = ({ steps }) =>
  placesOf(steps).flatMap((place) => {
    const { action } = place;
    if (action.kind !== 'command' || action.argv.some(isShell)) return [];
    return action.argv
      .filter((word) => ofTheShell.test(word))
      .map((word) => ({
        path: actionPath(place),
        message:
          `gives ${action.argv[0]} the word ${shown(word)} as it is, because there is no shell; ` +
          'call a script of your own, or [bash, -c, …]',
      }));
  });
