import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Store } from '../store/contract.ts';
import { type Attempt, attempt, forgetAttempts } from './attempts.ts';
import { networkOf } from './network-of.ts';

/** How many wrong passwords an account takes in which time, wherever they come from. */
const rule = { window: 900, max: 20 };

/**
 * Counts a password that is tried for an account, from all networks together. When they have used that up,
 * a network in which the account's person is signed in has as many of its own: nobody is kept out of their
 * account by strangers who guess at it.
 *
 * @example const { allowed } = await attemptAccount(store.db, 'ada@example.com', '203.0.113.7');
 */
export async function attemptAccount(db: Store['db'], email: string, from: string | null): Promise<Attempt> {
  const account = accountOf(email);
  const shared = await attempt(db, account, rule);
  if (shared.allowed || !(await isSignedInFrom(db, email, from))) return shared;
  return attempt(db, `${account} ${networkOf(from)}`, rule);
}

/**
 * Takes the counts back: the password was right.
 *
 * @example await forgetAccountAttempts(store.db, 'ada@example.com', '203.0.113.7');
 */
export async function forgetAccountAttempts(
  db: Store['db'],
  email: string,
  from: string | null,
): Promise<void> {
  await forgetAttempts(db, `${accountOf(email)} ${networkOf(from)}`);
  await forgetAttempts(db, accountOf(email));
}

/** The address may be nobody's; its hash keeps it out of the table. */
function accountOf(email: string): string {
  return `account ${createHash('sha256').update(email.toLowerCase()).digest('base64url')}`;
}

async function isSignedInFrom(db: Store['db'], email: string, from: string | null): Promise<boolean> {
  const { rows } = await sql<{ address: string | null }>`
    select distinct s."ipAddress" as address from auth."session" s join auth."user" u on u.id = s."userId"
    where u.email = ${email.toLowerCase()} and s."expiresAt" > now()`.execute(db);
  return rows.some(({ address }) => address !== null && networkOf(address) === networkOf(from));
}
