import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../time/instant.ts';
import type { Actor } from './contract.ts';

/** Who a key is, without the request it came with; null for an unknown one, which is never kept. */
export type KeyHolder = { readonly actor: Actor; readonly expiresAt: number | null };

/** Keys that were verified a moment ago, so that a busy one doesn't cost the database a read each time. */
export interface KeyCache {
  /** Who the key is: from memory for 30 s, else by `verify`, which runs once for any number of callers. */
  holder(key: string, verify: () => Promise<KeyHolder | null>): Promise<KeyHolder | null>;
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
  return {
    async holder(key, verify) {
      const hash = createHash('sha256').update(key).digest('base64');
      const known = held.get(hash);
      if (known !== undefined && known.until > clock()) return known.holder;
      held.delete(hash);
      const running = asked.get(hash);
      if (running !== undefined) return running;
      const asking = verify().then((holder) => {
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

/** Addresses that send unknown keys, counted for a minute; at most 10,000 of them are remembered. */
export interface Misses {
  /** Whether an address has sent so many unknown keys that no more are looked at; else 0. Seconds to wait. */
  waitOf(address: string | null): number;
  count(address: string | null): void;
}

/**
 * Counts unknown keys by address, so that guessing costs the database at most `most` reads a minute for each.
 *
 * @example const misses = keyMisses(60, () => performance.now());
 */
export function keyMisses(most: number, clock: () => number): Misses {
  const counts = new Map<string, { count: number; until: number }>();
  const of = (address: string | null) => {
    const known = counts.get(address ?? '');
    return known !== undefined && known.until > clock() ? known : null;
  };
  return {
    waitOf(address) {
      const known = of(address);
      return known === null || known.count < most ? 0 : Math.ceil((known.until - clock()) / SECOND);
    },
    count(address) {
      const known = of(address);
      if (known !== null) known.count += 1;
      else {
        counts.delete(address ?? '');
        if (counts.size >= 10_000) counts.delete(counts.keys().next().value!);
        counts.set(address ?? '', { count: 1, until: clock() + MINUTE });
      }
    },
  };
}
