import type { Instant } from '../time/instant.ts';
import type { Access } from './access.ts';
import { demand, notSignedIn } from './allowed.ts';
import { writeAudit } from './audit.ts';
import type { Actor } from './contract.ts';

/** A browser in which somebody is signed in. */
export interface SessionView {
  readonly id: string;
  readonly from: string | null;
  readonly browser: string | null;
  readonly since: Instant;
  readonly expiresAt: Instant;
}

/**
 * Where a person is signed in, the newest first: the caller who is a person, or for owners anybody.
 *
 * @throws LullError `not-signed-in`, `not-allowed`.
 * @example await listSessions(access, actor);
 */
export async function listSessions(
  access: Access,
  actor: Actor | null,
  person: string | undefined = actor?.person,
): Promise<SessionView[]> {
  const sessions = await sessionsOf(access, actor, person);
  return sessions.map((session) => ({
    id: session.id,
    from: session.ipAddress || null,
    browser: session.userAgent || null,
    since: session.createdAt.getTime(),
    expiresAt: session.expiresAt.getTime(),
  }));
}

/**
 * Signs a person out: in one browser, or in all without an id. What isn't there is no error.
 *
 * @returns how many sessions were ended.
 * @throws LullError `not-signed-in`, `not-allowed`.
 * @example await endSessions(access, actor, { id: session.id });
 */
export async function endSessions(
  access: Access,
  actor: Actor | null,
  { person = actor?.person, id }: { readonly person?: string | undefined; readonly id?: string | undefined },
): Promise<number> {
  const sessions = await sessionsOf(access, actor, person);
  const ended = sessions.filter((session) => id === undefined || session.id === id);
  if (ended.length === 0) return 0;
  const { internalAdapter } = await access.library.$context;
  await internalAdapter.deleteSessions(ended.map((session) => session.token));
  const entry = { action: 'session.end', subject: person!, data: { count: ended.length } };
  await access.change((trx, now) => writeAudit(trx, actor!, entry, now));
  return ended.length;
}

async function sessionsOf(access: Access, actor: Actor | null, person: string | undefined) {
  if (actor === null || person === undefined) throw notSignedIn('Nobody is signed in.');
  // A session may do all that its person may; a key, which may be limited, has no business with them.
  if (person !== actor.person || actor.kind !== 'person') demand(actor, 'administer', null);
  const { internalAdapter } = await access.library.$context;
  const sessions = await internalAdapter.listSessions(person);
  return sessions.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}
