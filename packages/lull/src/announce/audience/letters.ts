import type { QueueKind } from '../../keeper/queue.ts';
import type { Trx } from '../../store/contract.ts';
import { HOUR, MINUTE, SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import type { Choices } from './rows.ts';

/** What a letter is for: to confirm an address, or to tell whoever has it that they are subscribed. */
export type LetterKind = 'confirm' | 'known';

/** What somebody asked for on the public page. */
export interface Asked extends Choices {
  readonly address: string;
}

/**
 * What is done behind the page: to consider a sign-up, and to send a letter. An address is in a job only
 * sealed, and a letter's job names the subscriber by id.
 */
export type LetterJob =
  | { readonly do: 'consider'; readonly asked: string }
  | { readonly do: 'send'; readonly letter: LetterKind; readonly subscriber: string };

/** The queue of what is done behind the page. Tried for about two days, which a sign-up waits for. */
export const letterQueue: QueueKind = { name: 'announce-mail', retryLimit: 14, retryDelay: 10 };

/** What was asked is bound to what it is for. */
const sealedAs = 'a sign-up';

/** How long a job may be at work and be silent, how long it waits, and how soon what is left of it goes. */
const limits = {
  expireInSeconds: (2 * MINUTE) / SECOND,
  heartbeatSeconds: 10,
  retentionSeconds: (48 * HOUR) / SECOND,
  deleteAfterSeconds: (10 * MINUTE) / SECOND,
};

/** Puts a job into the queue, in the transaction of what it belongs to. */
export async function queueLetter(announce: Announce, trx: Trx, job: LetterJob): Promise<void> {
  await announce.queue().sendIn(trx, letterQueue.name, job, limits);
}

/** The job that considers a sign-up. */
export function considering({ sealed }: Pick<Announce, 'sealed'>, asked: Asked): LetterJob {
  return { do: 'consider', asked: sealed.seal(sealedAs, JSON.stringify(asked)) };
}

/** What was asked; null where it was sealed under another secret. */
export function askedIn({ sealed }: Pick<Announce, 'sealed'>, asked: string): Asked | null {
  const text = sealed.open(sealedAs, asked);
  return text === null ? null : (JSON.parse(text) as Asked);
}
