import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseZone } from '../../packages/lull/src/time/zone.ts';
import { type Talk, talkIn } from './talk.ts';

/** What the demo plays on: a folder of its own, and everything that has to be ended when it is over. */
export interface Stage {
  readonly folder: string;
  /** The shop is where the reader is. */
  readonly zone: string;
  readonly isFast: boolean;
  readonly talk: Talk;
  /** Whoever interrupts the demo aborts it. */
  readonly signal: AbortSignal;
  /** Has something ended when the demo ends; what began last ends first. */
  endsWith(end: () => unknown): void;
  /** Time to read, of which a fast demo takes none. Milliseconds. */
  read(length: number): Promise<void>;
  /** Ends everything and removes the folder. */
  clear(): Promise<void>;
}

/** Makes the folder. */
export function openStage(options: { readonly isFast: boolean; readonly signal: AbortSignal }): Stage {
  const { isFast, signal } = options;
  const folder = mkdtempSync(join(tmpdir(), 'lull-demo-'));
  // The PostgreSQL in it runs as somebody else where the demo runs as root, and has to find its way in.
  chmodSync(folder, 0o711);
  const zone = ownZone();
  const ends: (() => unknown)[] = [];
  return {
    folder,
    zone,
    isFast,
    talk: talkIn(zone),
    signal,
    endsWith: (end) => ends.push(end),
    read: async (length) => {
      if (!isFast) await pause(length, undefined, { signal });
    },
    async clear() {
      for (const end of ends.splice(0).reverse()) await end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

function ownZone(): string {
  try {
    return parseZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
  } catch {
    return 'UTC';
  }
}
