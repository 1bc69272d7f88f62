import { expect, test } from 'vitest';
import { gateClock } from '../../src/follow/clock.ts';
import { holds } from '../../src/follow/holding.ts';
import { type Kept, keepsNothing, type Standing } from '../../src/follow/kept.ts';
import { saves } from '../../src/follow/saves.ts';
import { nodeVerify } from '../../src/follow/verify.ts';
import { warningList } from '../../src/follow/warnings.ts';
import { pinned } from '../../src/protocol/index.ts';
import { closing, signed, signer } from '../support/gate-server.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A gate's saving, with a clock and a disk that a test moves; the closing begins in so long. */
async function saving(until: number, write: () => Promise<void> = async () => {}) {
  const by = signer();
  const start = Date.UTC(2026, 11, 1);
  const at = { now: start };
  const clock = gateClock({ wall: () => at.now, monotonic: () => at.now - start }, {});
  const warnings = warningList(() => {});
  const held = { trust: pinned('shop', by), heardAt: start, override: null, isShutUnknown: false };
  const holding = holds(held, clock, nodeVerify());
  const schedule = [closing(start + until, start + until + 60 * MINUTE)];
  const standings: Standing[] = [];
  let documents = 0;
  const kept: Kept = {
    ...keepsNothing(),
    saveDocument: async () => {
      await write();
      documents += 1;
    },
    saveStanding: async (standing) => {
      await write();
      standings.push(standing);
    },
  };
  const { heard, write: writeAll } = saves(kept, holding, clock, warnings, by.key);
  await holding.take(JSON.stringify(signed(by, { schedule, issuedAt: new Date(start).toISOString() })));
  return {
    standings,
    documents: () => documents,
    warnings,
    write: writeAll,
    /** Time goes on, with a heartbeat every 5 s. */
    pass: async (milliseconds: number) => {
      for (const end = at.now + milliseconds; at.now < end; ) {
        at.now += 5 * SECOND;
        holding.heard(at.now);
        heard();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    now: () => at.now,
    start,
  };
}

test('when the server was heard is written once a minute in the hour before a closing', async () => {
  const { standings, pass } = await saving(120 * MINUTE);
  await pass(59 * MINUTE);
  expect(standings).toHaveLength(0);
  await pass(30 * MINUTE);
  expect(standings.length).toBeGreaterThanOrEqual(28);
  expect(standings.length).toBeLessThan(40);
});

test('near the closing what is on the disk is never so old that it would count as lost', async () => {
  const { standings, pass, now } = await saving(15 * MINUTE);
  await pass(6 * MINUTE);
  for (let i = 0; i < 12 * 12; i += 1) {
    await pass(5 * SECOND);
    expect(now() - (standings.at(-1)?.heardAt ?? 0)).toBeLessThan(30 * SECOND);
  }
  expect(standings.at(-1)?.isShut).toBe(true);
});

test('what is asked for during a write is written together, and nobody goes on before his is', async () => {
  const finish: (() => void)[] = [];
  const { standings, write } = await saving(MINUTE, () => new Promise((resolve) => finish.push(resolve)));
  const first = write();
  let isDone = 0;
  const others = Array.from({ length: 50 }, () =>
    write().then(() => {
      isDone += 1;
    }),
  );
  const step = async (): Promise<void> => {
    for (const end of finish.splice(0)) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  // The document, then the standing.
  await step();
  await step();
  await first;
  expect(isDone).toBe(0);
  await step();
  await Promise.all(others);
  expect(standings).toHaveLength(2);
});

test('the document is written again and again until it is there', async () => {
  let fails = true;
  const { documents, standings, write, warnings } = await saving(MINUTE, async () => {
    if (fails) throw new Error('the disk is full');
  });
  await write();
  expect(warnings.all()).toEqual(['disk: the disk is full']);
  fails = false;
  await write();
  await write();
  expect([documents(), standings.length]).toEqual([1, 2]);
  expect(warnings.all()).toEqual([]);
});
