import { LullError } from '../../errors.ts';
import { excerpt } from '../../printable.ts';
import type { ChannelName } from './contract.ts';

/**
 * The error for an address that a channel can't send to.
 *
 * @param what what is wrong with it, such as `has no domain`
 * @param shown as much of it as may be told; an address that is a secret is left out
 * @example throw badAddress('mail', 'has no @', 'Write for example ada@example.com.', given);
 */
export function badAddress(channel: ChannelName, what: string, todo: string, shown?: string): LullError {
  const named = shown === undefined ? 'The address' : `"${excerpt(shown, 80)}"`;
  return new LullError('bad-address', `${named} ${what}`, todo, { channel });
}
