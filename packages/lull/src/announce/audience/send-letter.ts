import type { Announce } from '../contract.ts';
import { withoutAddress } from '../delivery/fate.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import { eraseRow } from './erase.ts';
import { lockedRow, rowWith } from './find.ts';
import { letterOf } from './letter.ts';
import type { LetterKind } from './letters.ts';
import { linksOf } from './links.ts';
import { type SubscriberRow, subscriberOf } from './rows.ts';
import { targetOf } from './target.ts';
import { mayConfirm } from './why-disabled.ts';

/**
 * Sends a letter to an address that somebody gave on the page. One that has become pointless isn't sent; a
 * sign-up whose address is refused for good is forgotten.
 *
 * @param id UUID of the job: the letter's Message-ID in every attempt
 * @throws Error, without the address, where trying again may help
 */
export async function sendLetter(
  announce: Announce,
  {
    letter,
    subscriber,
    id,
  }: { readonly letter: LetterKind; readonly subscriber: string; readonly id: string },
): Promise<void> {
  const row = await rowWith(announce.store.db, subscriber);
  if (row === null || !isWanted(letter, row)) return;
  const target = targetOf(announce.sealed, row);
  const sender = announce.channels.senders.mail;
  if (target === null || sender === null) throw new Error('no mail can be sent there just now');
  const { catalog } = await announce.keeper().catalog();
  const message = letterOf({
    letter,
    id,
    at: (row.asked_at ?? row.created_at).getTime(),
    words: announce.words.of(row.language),
    page: publicPageOf(catalog, announce.settings),
    links: linksOf(announce, subscriber),
  });
  const sent = await sender.send(message, target);
  if (sent.outcome === 'sent') return;
  const error = withoutAddress(sent.error, target);
  if (sent.outcome === 'again') throw new Error(error);
  announce.log.warn({ letter, subscriber, error }, 'a letter is refused for good');
  if (sent.disables) await forget(announce, subscriber);
}

function isWanted(letter: LetterKind, row: SubscriberRow): boolean {
  return letter === 'known' ? row.state === 'active' : mayConfirm(subscriberOf(row));
}

async function forget(announce: Announce, id: string): Promise<void> {
  await announce.store.transaction(async (trx) => {
    const row = await lockedRow(trx, id);
    if (row?.state === 'pending' && row.disabled_why === null) await eraseRow(trx, row);
  });
}
