import { expect, test } from 'vitest';
import { gateClock } from '../../src/follow/clock.ts';
import { holds } from '../../src/follow/holding.ts';
import { nodeVerify } from '../../src/follow/verify.ts';
import { pinned } from '../../src/protocol/index.ts';
import { closing, signed, signer } from '../support/gate-server.ts';

const MINUTE = 60_000;

test('nothing was heard later than now, though the clock was set back', async () => {
  const at = { wall: Date.UTC(2026, 11, 1, 2), monotonic: 0 };
  const clock = gateClock({ wall: () => at.wall, monotonic: () => at.monotonic }, {});
  const by = signer();
  const held = { trust: pinned('shop', by), override: null, isShutUnknown: false };
  // Kept by a gate whose clock was ten minutes ahead when it was last heard.
  const holding = holds({ ...held, heardAt: at.wall + 10 * MINUTE }, clock, nodeVerify());
  expect(holding.heardAt()).toBe(at.wall);
  at.wall += MINUTE;
  holding.heard(at.wall);
  at.wall -= 10 * MINUTE;
  holding.heard(at.wall);
  expect(holding.heardAt()).toBe(at.wall);
  // From then on the server is silent: nobody would do the work.
  const start = at.wall + 5 * MINUTE;
  const issuedAt = new Date(at.wall).toISOString();
  await holding.take(JSON.stringify(signed(by, { issuedAt, schedule: [closing(start, start + MINUTE)] })));
  expect(holding.stateAt(start)).toMatchObject({ state: 'open', why: 'server-lost' });
});
