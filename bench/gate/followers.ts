import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { followGate } from '../../packages/gate/src/follow/index.ts';
import { signedBytes } from '../../packages/gate/src/protocol/index.ts';

// Some of those who follow, a process of its own: node followers.ts JSON. Says how many milliseconds after 1970 each
// of them had flipped, once all have.

/** Whom they follow, and how many they are. */
export interface Followers {
  readonly side: 'ours' | 'bare';
  readonly server: string;
  readonly key: string;
  readonly trust: { readonly id: string; readonly key: string };
  /** Number of the first. */
  readonly from: number;
  readonly count: number;
  readonly folder: string;
}

/** What a process of followers says. */
export type Said = { readonly ready: true } | { readonly isShut: boolean; readonly at: readonly number[] };

const { side, server, key, trust, from, count, folder } = JSON.parse(process.argv[2]!) as Followers;
const say = (said: Said): void => void process.send!(said);
let at: number[] = [];
let isReady = false;

function flipped(isShut: boolean): void {
  if (!isReady) return;
  at.push(performance.timeOrigin + performance.now());
  if (at.length < count) return;
  say({ isShut, at });
  at = [];
}

/** The gate as it is used: kept on the disk, confirmed to the server. */
async function gate(number: number): Promise<void> {
  let was = false;
  await followGate({
    server,
    service: 'shop',
    instance: `bench-${number}`,
    key,
    trust,
    folder: join(folder, String(number)),
    // Five hundred in one process are late with much; what counts here is when they flip.
    warn: () => {},
    onFlip: ({ state }) => {
      const isShut = state === 'drain' || state === 'closed';
      if (isShut !== was) flipped(isShut);
      was = isShut;
    },
  });
}

/** The least that still follows: reads the stream, verifies the signature, sets a variable. */
async function bare(): Promise<void> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: trust.key };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const { body } = await fetch(`${server}/stream`);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      const events = text.split('\n\n');
      text = events.pop()!;
      for (const event of events) {
        const document = JSON.parse(event.slice(event.indexOf('data: ') + 6));
        const signature = Buffer.from(document.signature, 'base64url');
        if (verify(null, signedBytes(document), publicKey, signature)) flipped(document.schedule.length > 0);
      }
    }
  })();
}

for (let number = from; number < from + count; number += 50) {
  const some = Array.from({ length: Math.min(50, from + count - number) }, (_, i) => number + i);
  await Promise.all(some.map((one) => (side === 'ours' ? gate(one) : bare())));
}
isReady = true;
say({ ready: true });
process.once('disconnect', () => process.exit(0));
