import type { PublicKey } from '@lull/gate/protocol';
import { sql } from 'kysely';
import { type SealKey, seal, unseal } from '../access/seal.ts';
import { LullError } from '../errors.ts';
import type { Reader, Trx } from '../store/contract.ts';
import { DAY, formatInstant, type Instant } from '../time/instant.ts';
import { endorse, newKey, privateKeyOf, type SigningKey } from './signer.ts';

/** How many rotations a gate may miss and still find the way to the current key. */
const CHAIN = 8;

/** How long before it signs the next key is announced. */
export const ANNOUNCED = 7 * DAY;

/** The keys as they are at one instant. */
export interface KeyRing {
  /** What signs; null where none can be opened with this server's secret. */
  readonly current: SigningKey | null;
  /** What documents name: the current one and those to come. */
  readonly named: readonly PublicKey[];
  /** Those before it that vouched for each other, the oldest first: for gates that were away for long. */
  readonly chain: readonly PublicKey[];
  /** Another one whenever what is named or what signs is another. */
  readonly fingerprint: string;
}

/** Opens keys, each once. */
export class KeyChest {
  readonly #seal: SealKey;
  readonly #opened = new Map<string, SigningKey>();

  constructor(sealed: SealKey) {
    this.#seal = sealed;
  }

  /**
   * The keys in use. The newest whose time has come signs.
   *
   * @example const { current } = await chest.ring(trx, now);
   */
  async ring(db: Reader, now: Instant): Promise<KeyRing> {
    const rows = await db
      .selectFrom('gates_keys')
      .selectAll()
      .orderBy('not_before')
      .orderBy('made_at')
      .orderBy('id')
      .execute();
    const all = rows.map((row) => ({ row, public: publicOf(row) }));
    const keys = all.filter(({ row }) => row.retired_at === null);
    const inUse = keys.filter(({ row }) => row.not_before.getTime() <= now).at(-1);
    const coming = keys.filter(({ row }) => row.not_before.getTime() > now);
    const current = inUse ? this.#open(inUse.public, inUse.row.sealed) : null;
    const named = [...(inUse ? [inUse.public] : []), ...coming.map((key) => key.public)];
    const chain = chainTo(
      inUse?.public,
      all.map((key) => key.public),
    );
    return { current, named, chain, fingerprint: `${idsOf(chain)}>${idsOf(named)}` };
  }

  #open(key: PublicKey, sealed: string | null): SigningKey | null {
    const known = this.#opened.get(key.id);
    if (known) return known;
    const secret = sealed === null ? null : unseal(this.#seal, key.id, sealed);
    if (secret === null) return null;
    const opened = { public: key, private: privateKeyOf(key.key, secret) };
    this.#opened.set(key.id, opened);
    return opened;
  }

  /**
   * Makes a key and stores it.
   *
   * @param by what vouches for it; null for the first, and where the one before is lost
   */
  async make(trx: Trx, notBefore: Instant, by: SigningKey | null, now: Instant): Promise<PublicKey> {
    const { id, key, secret } = newKey();
    const next = { id, key, notBefore: formatInstant(notBefore) };
    const endorsement = by && endorse(by, next);
    await trx
      .insertInto('gates_keys')
      .values({
        id,
        public_key: key,
        sealed: seal(this.#seal, id, secret),
        not_before: new Date(notBefore),
        endorsed_by: by?.public.id ?? null,
        endorsement,
        made_at: new Date(now),
        retired_at: null,
      })
      .execute();
    return { ...next, endorsedBy: by?.public.id ?? null, endorsement };
  }
}

function idsOf(keys: readonly PublicKey[]): string {
  return keys.map(({ id }) => id).join('+');
}

/** From one endorsement back to the next; the first key of all has none, and whoever trusts it needs none. */
function chainTo(key: PublicKey | undefined, all: readonly PublicKey[]): readonly PublicKey[] {
  const chain: PublicKey[] = [];
  let link = key;
  while (link !== undefined && chain.length < CHAIN - 1) {
    const { endorsedBy }: PublicKey = link;
    link = all.find(({ id, endorsement }) => id === endorsedBy && endorsement !== null);
    if (link !== undefined) chain.unshift(link);
  }
  return chain;
}

/** Makes the first key where there is none; several servers may start at once. */
export async function firstKey(trx: Trx, chest: KeyChest, now: Instant): Promise<void> {
  await lockKeys(trx);
  const { count } = await trx
    .selectFrom('gates_keys')
    .select((row) => row.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) === 0) await chest.make(trx, 0, null, now);
}

/** One change of keys at a time. */
export async function lockKeys(trx: Trx): Promise<void> {
  await sql`lock table gates_keys in share row exclusive mode`.execute(trx);
}

/**
 * The refusal where this server cannot sign.
 *
 * @example const { current } = ring; if (current === null) throw cannotSign();
 */
export function cannotSign(): LullError {
  return new LullError(
    'signing-key-lost',
    'The key that gates trust cannot be opened with this LULL_SECRET',
    'Set LULL_SECRET to what it was. If it is lost: lull gates rotate-key --now, then lull-gate trust at each gate.',
  );
}

function publicOf(row: {
  id: string;
  public_key: string;
  not_before: Date;
  endorsed_by: string | null;
  endorsement: string | null;
}): PublicKey {
  return {
    id: row.id,
    key: row.public_key,
    notBefore: formatInstant(row.not_before.getTime()),
    endorsedBy: row.endorsed_by,
    endorsement: row.endorsement,
  };
}
