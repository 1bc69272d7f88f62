import type { PublicKey, StateDocument, Trust } from '../protocol/index.ts';
import { instantOf } from '../protocol/index.ts';
import type { Override } from './contract.ts';
import type { KeptDocument, Standing } from './kept.ts';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what was kept.
 *
 * @param text null where nothing is there
 * @param form makes of its fields what they are, or throws
 * @returns null for nothing; `torn` for what cannot be read
 * @example readKept('{"lull":1,"override":null}', overrideOf) === null
 */
export function readKept<T>(text: string | null, form: (fields: Fields) => T): T | null | 'torn' {
  if (text === null) return null;
  try {
    const fields = fieldsOf(JSON.parse(text));
    return fields.lull === 1 ? form(fields) : 'torn';
  } catch {
    return 'torn';
  }
}

/**
 * What is kept: the form that `readKept` reads.
 *
 * @example keptText({ override: null }) === '{"lull":1,"override":null}'
 */
export function keptText(value: object): string {
  return JSON.stringify({ lull: 1, ...value });
}

/**
 * The document and what was believed; whether its signature holds is asked by whoever takes it.
 *
 * @throws TypeError for what is none
 * @example readKept(text, documentOf)
 */
export function documentOf({ pinned, trust, document }: Fields): KeptDocument {
  const { service, keys, epoch, serial } = fieldsOf(trust);
  if (!Array.isArray(keys)) throw new TypeError('keys');
  const read: Trust = {
    service: text(service),
    keys: keys.map(keyOf),
    epoch: whole(epoch),
    serial: whole(serial),
  };
  return { pinned: text(pinned), trust: read, document: fieldsOf(document) as unknown as StateDocument };
}

/**
 * How the gate stood.
 *
 * @throws TypeError for what is no standing
 * @example readKept(text, standingOf)
 */
export function standingOf({ service, isShut, downtime, heardAt, clockOffset }: Fields): Standing {
  if (typeof isShut !== 'boolean') throw new TypeError('isShut');
  return {
    service: text(service),
    isShut,
    downtime: downtime === null ? null : text(downtime),
    heardAt: heardAt === null ? null : whole(heardAt),
    clockOffset: clockOffset === null ? null : whole(clockOffset),
  };
}

/**
 * A person's word; null where it was taken back.
 *
 * @throws TypeError for what is none
 * @example readKept(text, overrideOf)
 */
export function overrideOf({ override }: Fields): Override | null {
  if (override === null) return null;
  const { state, why, at } = fieldsOf(override);
  if (state !== 'open' && state !== 'closed') throw new TypeError('state');
  return { state, why: why === null ? null : text(why), at: moment(at) };
}

/**
 * Whether the one that is there came after the other, by a server that the gate was enrolled with alike.
 *
 * @example if (isNewer(there, document)) return;
 */
export function isNewer(there: KeptDocument, other: KeptDocument): boolean {
  if (there.pinned !== other.pinned || there.trust.service !== other.trust.service) return false;
  const by = there.trust.epoch - other.trust.epoch || there.trust.serial - other.trust.serial;
  return by > 0;
}

function keyOf(value: unknown): PublicKey {
  const { id, key, notBefore, endorsedBy, endorsement } = fieldsOf(value);
  if (instantOf(notBefore) === null) throw new TypeError('notBefore');
  return {
    id: text(id),
    key: text(key),
    notBefore: text(notBefore),
    endorsedBy: endorsedBy === null ? null : text(endorsedBy),
    endorsement: endorsement === null ? null : text(endorsement),
  };
}

function fieldsOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new TypeError('no object');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('no text');
}

/** A time that a date can be made of. */
function moment(value: unknown): number {
  if (Math.abs(whole(value)) <= 8.64e15) return value as number;
  throw new TypeError('no time');
}

function whole(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new TypeError('no whole number');
}
