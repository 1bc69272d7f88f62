import type { Announce } from '../contract.ts';

/** Where a subscriber confirms, manages and leaves; each address is signed and nothing of it is kept. */
export interface SubscriberLinks {
  /** Confirms the address: a page with a button. */
  readonly confirm: string;
  /** Changes what is wanted, leaves, or has everything erased. */
  readonly manage: string;
  /** A page with a button; a POST to it leaves at once (RFC 8058). */
  readonly unsubscribe: string;
}

/**
 * The links of a subscriber.
 *
 * @param subscriber its id
 * @example linksOf(announce, subscriber.id).unsubscribe // https://lull.example.com/unsubscribe/…
 */
export function linksOf(
  { settings: { url }, sealed }: Pick<Announce, 'settings' | 'sealed'>,
  subscriber: string,
): SubscriberLinks {
  return {
    confirm: `${url}/subscribe/confirm/${sealed.token('confirm', subscriber)}`,
    manage: `${url}/subscription/${sealed.token('manage', subscriber)}`,
    unsubscribe: `${url}/unsubscribe/${sealed.token('unsubscribe', subscriber)}`,
  };
}
