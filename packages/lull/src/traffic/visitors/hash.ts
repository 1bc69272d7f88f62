import { randomFillSync } from 'node:crypto';

/** Bytes that must be readable after the end of what is hashed. */
export const HASH_PADDING = 4;

/**
 * A new random key: with another key the same visitor has another hash, so that hashes mean nothing outside a
 * run.
 */
export function newVisitorKey(): Int32Array {
  return randomFillSync(new Int32Array(2));
}

/**
 * 32 bits from the bytes [from, to): MurmurHash3 x86_32 (Austin Appleby, public domain) with the given seed.
 * Two seeds give two independent halves of a 64-bit hash.
 */
export function hashBytes(view: DataView, from: number, to: number, seed: number): number {
  let h = seed;
  let at = from;
  for (const last = to - 4; at <= last; at += 4) {
    h ^= scramble(view.getInt32(at, true));
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (at < to) h ^= scramble(view.getInt32(at, true) & ((1 << ((to - at) << 3)) - 1));
  return finish(h ^ (to - from));
}

function scramble(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/** Spreads every bit of a 32-bit number over all of them (MurmurHash3's finalizer). */
function finish(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Joins the hashes of a client and of an agent into one half of a visitor's hash. */
export function joinHashes(client: number, agent: number): number {
  return finish(Math.imul(client, 0x9e3779b1) ^ ((agent << 16) | (agent >>> 16)));
}
