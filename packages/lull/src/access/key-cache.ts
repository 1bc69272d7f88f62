import { hash as digest } from 'node:crypto';
import { MINUTE, SECOND } from '../time/instant.ts';
import type { Actor } from './contract.ts';
import { networkOf } from './network-of.ts';

/** Who a key is, without the request it came with; null for an unknown one, which is never kept. */
export type KeyHolder = { readonly actor: Actor; readonly expiresAt: number | null };

/** Keys that were verified a moment ago, so that a busy one doesn't cost the database a read each time. */
export interface KeyCache {
  /**
   * Who the key is: from memory for 30 s, else by `verify`, which runs once for any number of callers and
   * hears whether the key was a known one when it was last looked at.
   */
  holder(key: string, verify: (known: boolean) => Promise<KeyHolder | null>): Promise<KeyHolder | null>;
  /** Forgets all; what is being verified meanwhile is not kept. */
  clear(): void;
  readonly size: number;
}

/** How long a verified key is believed. */
export const keptFor = 30 * SECOND;

/**
 * A cache of at most `most` keys, by their SHA-256: the secret is not in memory. Unknown keys never get in.
 *
 * @param clock milliseconds that never go backwards.
 * @example const cache = keyCache(1_000, () => performance.now());
 */
export function keyCache(most: number, clock: () => number): KeyCache {
  const held = new Map<string, { holder: KeyHolder; until: number }>();
  const asked = new Map<string, Promise<KeyHolder | null>>();
  const known = new Set<string>();
  const note = (hash: string, holder: KeyHolder | null) => {
    known.delete(hash);
    if (holder === null) return;
    if (known.size >= most) known.delete(known.keys().next().value!);
    known.add(hash);
  };
  return {
    async holder(key, verify) {
      const hash = digest('sha256', key, 'base64');
      const kept = held.get(hash);
      if (kept !== undefined && kept.until > clock()) return kept.holder;
      held.delete(hash);
      const running = asked.get(hash);
      if (running !== undefined) return running;
      const asking = verify(known.has(hash)).then((holder) => {
        note(hash, holder);
        // Somebody cleared the cache while this was asked: the answer may be older than the change.
        if (asked.get(hash) !== asking || holder === null) return holder;
        if (held.size >= most) held.delete(held.keys().next().value!);
        held.set(hash, { holder, until: clock() + keptFor });
        return holder;
      });
      asked.set(hash, asking);
      try {
        return await asking;
      } finally {
        if (asked.get(hash) === asking) asked.delete(hash);
      }
    },
    clear() {
      held.clear();
      asked.clear();
    },
    get size() {
      return held.size;
    },
  };
}

/** Networks that send unknown keys, counted for a minute; at most 10,000 of them are remembered. */
export interface Misses {
  /** Whether a network has sent so many unknown keys that no more are looked at; else 0. Seconds to wait. */
  waitOf(address: string | null): number;
  /** Counts a key as unknown. It is done before it is looked up, so that many at once all count. */
  count(address: string | null): void;
  /** Takes one back: the key was known after all. */
  forgive(address: string | null): void;
}

/**
 * Counts unknown keys by network, so that guessing costs the database at most `most` reads a minute for each.
 *
 * @example const misses = keyMisses(60, () => performance.now());
 */
export function keyMisses(most: number, clock: () => number): Misses {
  const counts = new Map<string, { count: number; until: number }>();
  const of = (address: string | null) => {
    const counted = counts.get(networkOf(address));
    return counted !== undefined && counted.until > clock() ? counted : null;
  };
  return {
    waitOf(address) {
      const counted = of(address);
      return counted === null || counted.count < most ? 0 : Math.ceil((counted.until - clock()) / SECOND);
    },
    count(address) {
      const counted = of(address);
      if (counted !== null) counted.count += 1;
      else {
        const network = networkOf(address);
        counts.delete(network);
        if (counts.size >= 10_000) counts.delete(counts.keys().next().value!);
        counts.set(network, { count: 1, until: clock() + MINUTE });
      }
    },
    forgive(address) {
      const counted = of(address);
      if (counted !== null && counted.count > 0) counted.count -= 1;
    },
  };
}
