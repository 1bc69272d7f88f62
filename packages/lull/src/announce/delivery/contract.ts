import { type Instant, SECOND } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { NoticeKind } from '../contract.ts';
import type { WorkKind } from '../work/contract.ts';

/** A notice that this server has claimed, to send it now. */
export interface Claimed {
  readonly id: string;
  readonly wave: string;
  readonly downtime: string;
  /** As it concerns the recipient. */
  readonly kind: NoticeKind | WorkKind;
  /** Id of the subscriber; of people at work as `AtWork` names them. */
  readonly recipient: string;
  readonly channel: ChannelName;
  /** Those before this one. */
  readonly attempts: number;
  readonly messageId: string;
  readonly madeAt: Instant;
  /** Until when it is ours: another claim has another. Null where none was taken, as it isn't to be sent. */
  readonly leasedUntil: Instant | null;
}

/** What becomes of a claimed notice. Texts hold neither addresses nor secrets. */
export type Fate =
  | { readonly outcome: 'sent' }
  /** It is tried again after so many milliseconds. */
  | {
      readonly outcome: 'again';
      readonly after: number;
      readonly error: string;
      /** Whether it may have come all the same. */
      readonly maybeSent?: boolean;
    }
  /** Given up for good; `disables` where the address itself is. */
  | {
      readonly outcome: 'failed';
      readonly error: string;
      readonly disables: boolean;
      readonly maybeSent?: boolean;
    }
  | { readonly outcome: 'cancelled'; readonly error: string }
  /** Given back as it was: nothing was tried. */
  | { readonly outcome: 'released' };

export type Outcome = Fate['outcome'];

/** A fate that is to be written. */
export interface Mark {
  readonly notice: Claimed;
  readonly fate: Fate;
}

/** Hears of what became of notices, such as to count them. */
export type OnFate = (channel: ChannelName, outcome: Outcome, count: number) => void;

/** The channel of the database that tells of new notices. */
export const noticesChannel = 'lull_notices';

/** How long one attempt may take, whatever its channel. */
export const ATTEMPT_WITHIN = 30 * SECOND;

/** How long a claimed notice waits for its turn; then it is given back and looked at again. */
export const WAITS_WITHIN = 5 * SECOND;

/** What is left for writing what became of an attempt. */
const MARKED_WITHIN = 10 * SECOND;

/** How long a claim holds; who died with it gives it back so. */
export const LEASE = WAITS_WITHIN + ATTEMPT_WITHIN + MARKED_WITHIN;
