import { attempt } from '../../access/attempts.ts';
import type { Trx } from '../../store/contract.ts';
import { DAY, HOUR, type Instant, SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { lockedByAddress } from './find.ts';
import { type Asked, askedIn, queueLetter } from './letters.ts';
import { addressKey, insertRows, placeOf, rowOf, type SubscriberRow } from './rows.ts';
import { BY_TEAM, LEFT } from './why-disabled.ts';

/** How often somebody is sent a mail because their address was given: by whomever, once and again. */
const ONE_IN = HOUR;
const fewADay = { window: DAY / SECOND, max: 3 };

/**
 * Looks at a sign-up: a new address becomes a subscriber who is yet to confirm; one that waits gets the newer
 * choices; one that is there stays as it is. A letter goes there, unless one went lately, or the team has
 * disabled it.
 *
 * @param asked as `considering` sealed it
 */
export async function considerSignUp(announce: Announce, asked: string): Promise<void> {
  const given = askedIn(announce, asked);
  if (given === null) {
    announce.log.warn({}, 'a sign-up cannot be read: it was sealed under another LULL_SECRET');
    return;
  }
  await announce.store.transaction(async (trx) => {
    const now = await announce.now(trx);
    const key = addressKey(announce.sealed, 'mail', given.address);
    const row = await waiting(announce, trx, given, key, now);
    if (row.disabled_why === BY_TEAM || !(await mayWrite(trx, row, now))) return;
    await trx
      .updateTable('announce_subscribers')
      .set({ asked_at: new Date(now) })
      .where('id', '=', row.id)
      .execute();
    const letter = row.state === 'active' ? 'known' : 'confirm';
    await queueLetter(announce, trx, { do: 'send', letter, subscriber: row.id });
  });
}

/** The row of that address, which is made or brought up to date where it isn't anybody's yet. */
async function waiting(
  announce: Announce,
  trx: Trx,
  given: Asked,
  key: string,
  now: Instant,
): Promise<SubscriberRow> {
  const { sealed, channels } = announce;
  const { address, ...choices } = given;
  const target = channels.all.mail.read({ address, isTrusted: false });
  const young = rowOf(
    { ...choices, channel: 'mail', target, tenants: [], tags: [], state: 'pending', source: 'sign-up' },
    { sealed, isSecret: () => channels.all.mail.isSecret, now },
  );
  if ((await insertRows(trx, [young])).has(young.id)) return young;
  const known = (await lockedByAddress(trx, key))!;
  const isNobodys = known.state === 'pending' || known.disabled_why === LEFT;
  if (!isNobodys) return known;
  const { language, zone, services, kinds } = young;
  const place = placeOf(sealed, known.id, target, channels.all.mail.isSecret);
  const said = { language, zone, services, kinds, source: young.source, state: young.state };
  const set = { ...place, ...said };
  const created = known.state === 'pending' ? {} : { created_at: new Date(now) };
  const row = trx.updateTable('announce_subscribers').set({ ...set, ...created });
  await row.where('id', '=', known.id).execute();
  return { ...known, ...set };
}

async function mayWrite(trx: Trx, row: SubscriberRow, now: Instant): Promise<boolean> {
  if (row.asked_at !== null && now - row.asked_at.getTime() < ONE_IN) return false;
  return (await attempt(trx, `mail ${row.address_key}`, fewADay)).allowed;
}
