import { LullError } from '../errors.ts';

/**
 * The name of a channel, safe to stand in SQL.
 *
 * @throws LullError `internal` when it is none
 * @example channelName('lull_events') === 'lull_events'
 */
export function channelName(name: string): string {
  if (/^[a-z][a-z0-9_]{0,62}$/.test(name)) return name;
  throw new LullError('internal', `"${name}" is no name of a channel`, 'Use small letters and "_".');
}
