import type { Store } from '../store/contract.ts';
import { asActor } from './as-actor.ts';
import { writeAudit } from './audit.ts';
import { lull, type RequestOrigin } from './contract.ts';

/** What of the library's calls the trail tells, by their path. */
const actions: ReadonlyMap<string, string> = new Map([
  ['/sign-in/email', 'session.begin'],
  ['/passkey/verify-authentication', 'session.begin'],
  ['/callback/:id', 'session.begin'],
  ['/change-password', 'person.password'],
  ['/passkey/verify-registration', 'passkey.add'],
  ['/passkey/delete-passkey', 'passkey.remove'],
]);

const ways: ReadonlyMap<string, string> = new Map([
  ['/sign-in/email', 'password'],
  ['/passkey/verify-authentication', 'passkey'],
  ['/callback/:id', 'provider'],
]);

/**
 * Notes what somebody did through the library itself: signed in, and how; changed their password; added or
 * removed a passkey. Other calls aren't noted.
 *
 * @param path of the library's call, such as `/sign-in/email`.
 * @example await auditIdentity(store, context.path, session.user, origin);
 */
export async function auditIdentity(
  store: Store,
  path: string,
  user: { readonly id: string; readonly name: string },
  origin: RequestOrigin,
): Promise<void> {
  const action = actions.get(path);
  if (action === undefined) return;
  const way = ways.get(path);
  const entry = { action, subject: user.id, data: way === undefined ? {} : { way } };
  await store.transaction(async (trx) => writeAudit(trx, asActor(user, origin), entry, await store.now(trx)));
}

/**
 * Notes that a password was wrong, if the account is somebody's. What is tried for others leaves no entry, so
 * that nobody can fill the trail; how often one can try for a known account is limited.
 *
 * @example await auditWrongPassword(store, 'ada@example.com', origin);
 */
export async function auditWrongPassword(store: Store, email: string, origin: RequestOrigin): Promise<void> {
  await store.transaction(async (trx) => {
    const known = await trx
      .selectFrom('access_people')
      .select('person')
      .where('email', '=', email.toLowerCase())
      .executeTakeFirst();
    if (known === undefined) return;
    const nobody = { ...lull, from: origin.from, request: origin.requestId };
    const entry = { action: 'session.refused', subject: known.person, data: { way: 'password' } };
    await writeAudit(trx, nobody, entry, await store.now(trx));
  });
}
