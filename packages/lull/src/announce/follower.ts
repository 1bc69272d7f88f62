import type { Follower } from '../keeper/contract.ts';
import type { Announce } from './contract.ts';

/** Plans who is told what and when, in the transaction of the change that they are told of. */
export function announceFollower(_announce: Announce): Follower {
  return { name: 'announce', foresee: () => [] };
}
