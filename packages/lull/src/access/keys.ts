import { LullError } from '../errors.ts';
import type { Trx } from '../store/contract.ts';
import { fingerprint, madeAnew } from '../store/idempotency.ts';
import { DAY, type Instant, MINUTE, SECOND } from '../time/instant.ts';
import type { Access } from './access.ts';
import { allowed, demand, notSignedIn } from './allowed.ts';
import { type AttemptRule, attempt } from './attempts.ts';
import { writeAudit } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import { type Action, type Actor, actions, type Role } from './contract.ts';
import { isLimited, parentOf, roleWithin } from './key-limits.ts';
import { asRole } from './people-rows.ts';

/** How long a key lasts when nothing is said about it. */
export const usualKeyLife = 90 * DAY;

/** How many keys one person can make in a day: each is a row that stays. */
const mostKeys: AttemptRule = { window: DAY / SECOND, max: 100 };

/** What a key is to be. */
export interface KeyInput {
  readonly name: string;
  /** The most that it may do; null for all that its maker may, then and later. */
  readonly role?: Role | null | undefined;
  /** Only these actions; null for all. */
  readonly scopes?: readonly Action[] | null | undefined;
  /** Only these services, and nothing about the whole server; null for all. */
  readonly services?: readonly string[] | null | undefined;
  /** Milliseconds from now; null for as long as it isn't revoked. Usually 90 days. */
  readonly lasts?: number | null | undefined;
  /**
   * Whether it is a gate's, for `gate` and single services only, or an agent's, for `agent` only: it goes on
   * whatever its maker loses.
   */
  readonly standsAlone?: boolean | undefined;
  /** Asked again under the same one, as after a lost answer, the key that nobody got is revoked. */
  readonly idempotencyKey?: string | undefined;
}

/** A key as it is listed: never with its secret. */
export interface KeyView {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly role: Role | null;
  readonly scopes: readonly Action[] | null;
  readonly services: readonly string[] | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  /** Whether it is a gate's or an agent's, and not its maker's. */
  readonly standsAlone: boolean;
}

/**
 * Makes a key for the caller. It may never do more than the caller: what they lose, it loses at once. A
 * gate's key or an agent's alone stands by itself from then on; it takes somebody who may configure its
 * services, or everything.
 *
 * @returns the key's secret, which can't be had again.
 * @throws LullError `not-signed-in`; `not-allowed` for more than the caller may, or when the caller is a key
 * that is limited to actions or services; `bad-request`; `too-many-requests` after 100 in a day;
 * `idempotency-mismatch`.
 * @example const { secret } = await createKey(access, actor, { name: 'ci', role: 'scheduler' });
 */
export async function createKey(
  access: Access,
  actor: Actor | null,
  input: KeyInput,
): Promise<KeyView & { readonly secret: string }> {
  if (actor === null) throw notSignedIn('Nobody is signed in.');
  const { name, role, scopes, services, lasts, standsAlone } = checkInput(input);
  if (standsAlone) demand(actor, 'configure', services);
  const parent = await parentOf(access, actor);
  const { retryAfter } = await attempt(access.store.db, `keys of ${actor.person}`, mostKeys);
  if (retryAfter !== null) throw tooManyKeys(retryAfter);
  const ceiling = roleWithin(actor, role, parent?.role ?? null);
  const now = await access.store.now();
  const parentEnds = standsAlone ? null : (parent?.expiresAt ?? null);
  const ends = [lasts === null ? null : now + lasts, parentEnds].filter((end) => end !== null);
  const expiresAt = ends.length === 0 ? null : Math.min(...ends);
  const made = await access.library.api.createApiKey({
    body: {
      userId: actor.person,
      name,
      ...(expiresAt === null ? {} : { expiresIn: Math.max(1, Math.ceil((expiresAt - now) / SECOND)) }),
    },
  });
  const limits = { role: ceiling, scopes, services, standsAlone };
  const view = { id: made.id, person: actor.person, name, ...limits, expiresAt };
  const unheard = await access.change(async (trx, at) => {
    await trx
      .insertInto('access_keys')
      .values({
        key: made.id,
        person: actor.person,
        name,
        role: ceiling,
        scopes: scopes && [...scopes],
        services: services && [...services],
        stands_alone: standsAlone,
        expires_at: expiresAt === null ? null : new Date(expiresAt),
        created_at: new Date(at),
      })
      .execute();
    const data = { name, role: ceiling, scopes, expiresAt, ...(standsAlone && { standsAlone }) };
    await writeAudit(
      trx,
      actor,
      { action: 'key.create', subject: made.id, services: services ?? [], data },
      at,
    );
    if (input.idempotencyKey === undefined) return null;
    const request = fingerprint(['make key', name, role, scopes, services, lasts]);
    const before = await madeAnew(trx, actor.id, input.idempotencyKey, request, made.id);
    if (before !== null) await endKey(trx, actor, before, 'its secret was asked for again', at);
    return before;
  });
  if (unheard !== null) await forgetKey(access, unheard);
  return { ...view, createdAt: now, revokedAt: null, secret: made.key };
}

/**
 * The caller's keys and those of gates that they may configure, or everybody's for owners who ask for them;
 * the newest first, revoked ones too. A key with limits of its own sees no other.
 *
 * @throws LullError `not-signed-in`, `not-allowed`.
 * @example await listKeys(access, actor, { everybody: false });
 */
export async function listKeys(
  access: Access,
  actor: Actor | null,
  { everybody = false }: { readonly everybody?: boolean } = {},
): Promise<KeyView[]> {
  if (actor === null) throw notSignedIn('Nobody is signed in.');
  if (everybody) demand(actor, 'administer', null);
  const alone = !everybody && (await isLimited(access.store.db, actor));
  const rows = await access.store.db
    .selectFrom('access_keys')
    .selectAll()
    .$if(!everybody, (query) =>
      query.where((row) => row.or([row('person', '=', actor.person), row('stands_alone', '=', true)])),
    )
    .$if(alone, (query) => query.where('key', '=', actor.id))
    .orderBy('created_at', 'desc')
    .orderBy('key')
    .execute();
  const seen = rows.filter(
    (row) => everybody || row.person === actor.person || allowed(actor, 'configure', row.services),
  );
  return seen.map((row) => ({
    id: row.key,
    person: row.person,
    name: row.name,
    role: asRole(row.role),
    scopes: row.scopes as readonly Action[] | null,
    services: row.services,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at?.getTime() ?? null,
    revokedAt: row.revoked_at?.getTime() ?? null,
    standsAlone: row.stands_alone,
  }));
}

/**
 * Revokes a key: at once on this server, and on the others as soon as they hear of it. Its maker may, an
 * owner may, and the key itself may, so that one who finds it can end it. A key with limits ends no other. A
 * gate's key is not its maker's: whoever may configure its services may.
 *
 * @throws LullError `not-signed-in`; `not-found` for a key that isn't there or that the caller may not
 * revoke.
 * @example await revokeKey(access, actor, key.id, 'was in a log');
 */
export async function revokeKey(
  access: Access,
  actor: Actor | null,
  key: string,
  why: string | null = null,
): Promise<void> {
  if (actor === null) throw notSignedIn('Nobody is signed in.');
  await access.change(async (trx, now) => {
    const row = await trx
      .selectFrom('access_keys')
      .select(['person', 'services', 'stands_alone'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirst();
    const may = row !== undefined && (actor.id === key || (await mayEnd(trx, actor, row)));
    if (!may) throw new LullError('not-found', 'There is no such key.', 'See `lull keys list`.');
    await endKey(trx, actor, key, why, now);
  });
  await forgetKey(access, key);
}

async function mayEnd(
  trx: Trx,
  actor: Actor,
  key: { readonly person: string; readonly services: string[] | null; readonly stands_alone: boolean },
): Promise<boolean> {
  if (allowed(actor, 'administer', null)) return true;
  if (key.stands_alone) return allowed(actor, 'configure', key.services);
  return key.person === actor.person && !(await isLimited(trx, actor));
}

/** One that was revoked before stays as it is. */
async function endKey(trx: Trx, actor: Actor, key: string, why: string | null, now: Instant): Promise<void> {
  const ended = await trx
    .updateTable('access_keys')
    .set({ revoked_at: new Date(now) })
    .where('key', '=', key)
    .where('revoked_at', 'is', null)
    .returning(['name', 'person', 'services'])
    .executeTakeFirst();
  if (ended === undefined) return;
  const { services, ...data } = ended;
  await writeAudit(
    trx,
    actor,
    { action: 'key.revoke', subject: key, services: services ?? [], why, data },
    now,
  );
  await tellAccessChanged(trx, key);
}

async function forgetKey({ library }: Access, key: string): Promise<void> {
  const { adapter } = await library.$context;
  await adapter.delete({ model: 'apikey', where: [{ field: 'id', value: key }] });
}

function checkInput(input: KeyInput) {
  const name = input.name.trim();
  const { role = null, scopes = null, services = null, lasts = usualKeyLife, standsAlone = false } = input;
  if (name === '' || name.length > 100 || /\p{Cc}/u.test(name)) {
    throw bad('name', 'A key has a name of 1 to 100 characters.');
  }
  if (scopes?.length === 0 || scopes?.some((scope) => !Object.hasOwn(actions, scope))) {
    throw bad('scopes', `Scopes are one or more of ${Object.keys(actions).join(', ')}.`);
  }
  if (services?.length === 0) throw bad('services', 'A key for no service at all can do nothing.');
  if (standsAlone && !isNothingBut(services === null ? 'agent' : 'gate', scopes)) {
    throw bad('standsAlone', 'Only a key for gate and single services, or for agent, stands alone.');
  }
  if (lasts !== null && !(lasts >= MINUTE && lasts <= 3650 * DAY)) {
    throw bad('lasts', 'A key lasts between a minute and ten years, or until it is revoked.');
  }
  return { name, role, scopes, services, lasts, standsAlone };
}

function isNothingBut(action: Action, scopes: readonly Action[] | null): boolean {
  return scopes?.every((scope) => scope === action) ?? false;
}

function bad(field: string, what: string): LullError {
  return new LullError('bad-request', what, 'Change it and ask again.', { field });
}

function tooManyKeys(retryAfter: number): LullError {
  return new LullError(
    'too-many-requests',
    `One person makes at most ${mostKeys.max} keys a day.`,
    'Use one key for longer, or wait.',
    { retryAfter },
  );
}
