import type { Subscriber } from '../contract.ts';

/** Why somebody is disabled who has left by themselves; only their own mailbox brings them back. */
export const LEFT = 'left';

/** Why somebody is disabled by the team, which alone makes them active again. */
export const BY_TEAM = 'by the team';

/**
 * Whether somebody has left, and not come back.
 *
 * @example hasLeft({ state: 'disabled', disabledWhy: 'left' }) === true
 */
export function hasLeft({ state, disabledWhy }: Pick<Subscriber, 'state' | 'disabledWhy'>): boolean {
  return state === 'disabled' && disabledWhy === LEFT;
}

/**
 * Whether the link of a letter confirms the address: that of a sign-up, or of one who was disabled because it
 * refused mail.
 */
export function mayConfirm({ state, disabledWhy }: Pick<Subscriber, 'state' | 'disabledWhy'>): boolean {
  return state === 'pending' || (state === 'disabled' && disabledWhy !== LEFT && disabledWhy !== BY_TEAM);
}
