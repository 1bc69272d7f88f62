import type { StateDocument } from '@lull/gate/protocol';
import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog.ts';
import type { Downtime } from '../downtime/contract.ts';
import type { Reader, Trx } from '../store/contract.ts';
import { lastInSequence } from '../store/sequence.ts';
import { formatDuration } from '../time/duration.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import { type Gates, gatesChannel, MAX_SILENCE } from './contract.ts';
import { downtimesOf } from './downtimes-of.ts';
import type { KeyRing } from './keys.ts';
import { LAST_LOOK, scheduleOf } from './schedule.ts';
import { signDocument } from './signer.ts';

/** A document as it is stored. */
export interface HeldDocument {
  readonly service: string;
  readonly body: StateDocument;
}

/** What documents are made of in one transaction. */
export interface Making {
  readonly gates: Gates;
  readonly trx: Trx;
  readonly now: Instant;
  readonly catalog: Catalog;
  readonly ring: KeyRing;
  /** Of which version of everything but the downtimes; null where that isn't known for sure. */
  readonly madeOf: string | null;
  /** Says which of those that are to begin in a moment cannot. */
  readonly cannotBegin?: (downtimes: readonly Downtime[]) => Promise<readonly Downtime[]>;
}

/**
 * The ETag of a document.
 *
 * @example tagOf({ epoch: 1, serial: 7 }) === '"1.7"'
 */
export function tagOf({ epoch, serial }: Pick<StateDocument, 'epoch' | 'serial'>): string {
  return `"${epoch}.${serial}"`;
}

/** The newest document of a service; null for one that never had any. */
export async function documentOf(db: Reader, service: string): Promise<HeldDocument | null> {
  const row = await db
    .selectFrom('gates_documents')
    .select(['service', 'body'])
    .where('service', '=', service)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Makes the document of a service anew, in the transaction of what changes it. Where nothing in it is
 * another, it stays as it was.
 *
 * @param create whether to make the first one; else a service without any gets none
 * @returns the new document; null where it stays
 */
export async function makeDocument(
  making: Making,
  service: string,
  { create = false }: { readonly create?: boolean } = {},
): Promise<StateDocument | null> {
  const { gates, trx, now, catalog, ring, madeOf, cannotBegin } = making;
  if (create) await lockService(trx, service);
  // Locked first and read then: of two changes at once the later one sees both.
  const before = await trx
    .selectFrom('gates_documents')
    .selectAll()
    .where('service', '=', service)
    .forUpdate()
    .executeTakeFirst();
  if ((!before && !create) || ring.current === null) return null;
  const downtimes = await downtimesOf(trx, service, now);
  const settings = catalog.services.get(service)?.gates ?? null;
  const atOnce = downtimes.filter((downtime) => isImminent(downtime, now));
  const planned = atOnce.filter((downtime) => plans(before?.body, downtime));
  const cannot = new Set((await cannotBegin?.(planned)) ?? []);
  const late = new Set(atOnce.filter((one) => !planned.includes(one) || cannot.has(one)).map(({ id }) => id));
  const { periods, changesAt } = scheduleOf({ service, gates: settings, downtimes, late, now });
  const page = settings?.page;
  const content = {
    v: 1,
    service,
    epoch: await lastInSequence(trx, 'epoch'),
    keys: ring.named,
    ...(ring.chain.length > 0 && { chain: ring.chain }),
    schedule: periods,
    brand: {
      name: page?.name ?? service,
      colour: page?.colour ?? null,
      logo: page?.logo ?? null,
      statusUrl: page?.statusUrl ?? null,
    },
    pages: page?.words ?? {},
    maxSilence: formatDuration({ days: 0, ms: MAX_SILENCE }),
  } as const;
  const rebuild_at = changesAt === null ? null : new Date(changesAt);
  const made_of = madeOf ?? before?.made_of ?? '';
  gates.seen.add(service);
  if (before && isSame(before.body, content, ring)) {
    const known = before.made_of === made_of && before.rebuild_at?.getTime() === rebuild_at?.getTime();
    if (!known) {
      await trx
        .updateTable('gates_documents')
        .set({ made_of, rebuild_at })
        .where('service', '=', service)
        .execute();
    }
    return null;
  }
  const serial = Math.max(Number(before?.serial ?? 0) + 1, now);
  const document = signDocument(ring.current, { ...content, serial, issuedAt: formatInstant(now) });
  const row = {
    epoch: document.epoch,
    serial,
    body: JSON.stringify(document),
    made_of,
    rebuild_at,
    issued_at: new Date(now),
  };
  await trx
    .insertInto('gates_documents')
    .values({ service, ...row })
    .onConflict((conflict) => conflict.column('service').doUpdateSet(row))
    .execute();
  await sql`select pg_notify(${gatesChannel}, ${service})`.execute(trx);
  return document;
}

/** What every document is made of beside its downtimes. */
export async function madeOfNow(db: Reader, { fingerprint }: KeyRing): Promise<string> {
  const epoch = await lastInSequence(db, 'epoch');
  return `${epoch} ${await lastInSequence(db, 'catalog')} ${fingerprint}`;
}

/** Whether its start is so near that gates which do not know of it yet are told once it begins. */
function isImminent({ state, plan }: Downtime, now: Instant): boolean {
  return (state === 'warning' || state === 'scheduled') && plan.start! - LAST_LOOK <= now;
}

function plans(document: StateDocument | undefined, { id, plan }: Downtime): boolean {
  const start = formatInstant(plan.start!);
  return document?.schedule.some(({ downtime, from }) => downtime === id && from === start) ?? false;
}

function isSame(
  { serial: _, issuedAt: __, signature: ___, signedBy, ...before }: StateDocument,
  content: object,
  ring: KeyRing,
): boolean {
  return signedBy === ring.current?.public.id && JSON.stringify(before) === JSON.stringify(content);
}

/** A row that isn't there can't be locked. */
async function lockService(trx: Trx, service: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`gates of ${service}`}, 0))`.execute(trx);
}
