import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { fateOf, withoutAddress } from '../../../src/announce/delivery/fate.ts';
import { Line } from '../../../src/announce/delivery/line.ts';
import { paceOf } from '../../../src/announce/delivery/pace.ts';
import { refilled } from '../../../src/announce/delivery/rates.ts';
import { tooLate } from '../../../src/announce/delivery/too-late.ts';
import { states } from '../../../src/downtime/contract.ts';
import { hasBegun, isEnd } from '../../../src/downtime/states.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';

const retry = { first: MINUTE, most: HOUR, attempts: 12 };

describe('the fate of an attempt', () => {
  it('waits longer each time, never long, and gives up after the last', () => {
    const again = { outcome: 'again', error: '451', after: null } as const;
    const unsure = { ...again, maybeSent: true };
    for (const attempts of [0, retry.attempts]) {
      expect(fateOf(unsure, retry, attempts, 0.5)).toMatchObject({ maybeSent: true });
      expect(fateOf(again, retry, attempts, 0.5)).not.toHaveProperty('maybeSent');
    }
    fc.assert(
      fc.property(fc.nat({ max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
        const fate = fateOf(again, retry, attempts, chance);
        if (attempts >= 11) {
          expect(fate).toMatchObject({ outcome: 'failed', disables: false });
          return;
        }
        const wait = Math.min(HOUR, MINUTE * 2 ** attempts);
        if (fate.outcome !== 'again') throw new Error(fate.outcome);
        expect(fate.after).toBeGreaterThanOrEqual(Math.floor(0.75 * wait));
        expect(fate.after).toBeLessThanOrEqual(Math.ceil(1.25 * wait));
      }),
    );
  });

  it('honours what the other side asks for, up to a day', () => {
    const after = (asked: number) =>
      fateOf({ outcome: 'again', error: '429', after: asked }, retry, 0, 0.5) as { after: number };
    expect(after(3 * HOUR).after).toBe(3 * HOUR);
    expect(after(1).after).toBe(MINUTE);
    expect(after(400 * DAY).after).toBe(DAY);
  });

  it.each([
    ['550 <ann@example.com> unknown', 'ann@example.com', null, '550 <…> unknown'],
    ['no ANN@EXAMPLE.COM, nor bob@other.example here', 'ann@example.com', null, 'no …, nor … here'],
    ['404 at /T0/B0/x of https://h.example/T0/B0/x', 'https://h.example/T0/B0/x', null, '404 at … of …'],
    ['whsec_abc is wrong', 'https://h.example/', 'whsec_abc', '… is wrong'],
    ['a\r\nb\u2028c', 'ann@example.com', null, 'a b c'],
  ])('keeps %j without addresses and secrets', (error, address, secret, kept) => {
    expect(withoutAddress(error, { address, secret })).toBe(kept);
  });

  it('keeps no long error', () => {
    const kept = (error: string) => withoutAddress(error, { address: 'a@b.example', secret: null });
    expect(kept('x'.repeat(10_000))).toHaveLength(300);
    for (const start of ['', 'x']) expect(kept(start + '😀'.repeat(600)).isWellFormed()).toBe(true);
  });
});

describe('a channel’s bucket', () => {
  it('never gives more than its rate, however it is asked', () => {
    const steps = fc.array(
      fc.record({ passes: fc.integer({ min: -5_000, max: 120_000 }), wants: fc.nat(50) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6_000 }), steps, (perMinute, all) => {
        let [bucket, now, latest, used] = [{ tokens: 1e9, countedAt: 0 }, 0, 0, 0];
        for (const { passes, wants } of all) {
          now += passes;
          bucket = refilled(bucket, perMinute, now);
          const taken = Math.min(wants, Math.floor(bucket.tokens));
          bucket = { ...bucket, tokens: bucket.tokens - taken };
          used += taken;
          latest += Math.max(0, passes);
        }
        const most = Math.max(1, perMinute / 60) + (latest * perMinute) / MINUTE;
        expect(used).toBeLessThanOrEqual(most + 1e-6);
      }),
    );
  });
});

describe('what comes too late', () => {
  const start = 1_000_000;
  const telling = { start, isOff: false, isOvertaken: false } as const;

  it('is all that was called off, and all but the ends once it is over', () => {
    for (const kind of noticeKinds) {
      for (const state of states) {
        expect(tooLate({ ...telling, kind, state, isOff: true }, start - 1)).not.toBeNull();
        expect(tooLate({ ...telling, kind, state, isOvertaken: true }, start - 1)).not.toBeNull();
        const isEnding = ['cancelled', 'completed', 'aborted', 'withdrawn'].includes(kind);
        if (isEnd(state)) expect(tooLate({ ...telling, kind, state }, start) === null).toBe(isEnding);
      }
    }
  });

  it('is a reminder from the start on, and a delay once it has begun', () => {
    for (const state of states.filter((one) => !isEnd(one))) {
      const reminder = { ...telling, kind: 'reminder', state } as const;
      expect(tooLate(reminder, start - 1) === null).toBe(!hasBegun(state));
      expect(tooLate(reminder, start)).toBe('the downtime has begun');
      expect(tooLate({ ...telling, kind: 'delayed', state }, start + 1) === null).toBe(!hasBegun(state));
      expect(tooLate({ ...telling, kind: 'scheduled', state }, start + 1)).toBeNull();
    }
  });
});

describe('the pace of claims', () => {
  it('is that of the last second, at most twice the last claim, at least what is sent at once', () => {
    expect(paceOf(100, 500, 10)).toBe(200);
    expect(paceOf(100, 2_000, 10)).toBe(50);
    expect(paceOf(100, 1, 10)).toBe(200);
    expect(paceOf(20, 60_000, 10)).toBe(10);
    expect(paceOf(1_000, 1, 10)).toBe(1_000);
    expect(paceOf(10, 0, 10)).toBe(20);
  });
});

describe('a line', () => {
  it('gives everything once, in order, and ends for all who wait', async () => {
    const line = new Line<number>();
    const first = line.next();
    line.add([1, 2, 3]);
    expect([await first, await line.next(), line.length]).toEqual([1, 2, 1]);
    const room = line.atMost(0);
    expect(await line.next()).toBe(3);
    await room;
    const waiting = [line.next(), line.next()];
    expect(line.close()).toEqual([]);
    expect(await Promise.all(waiting)).toEqual([null, null]);
    expect(await line.next()).toBeNull();
    await line.atMost(0);
  });

  it('hands back what was never taken', () => {
    const line = new Line<number>();
    line.add([1, 2]);
    expect([line.close(), line.length]).toEqual([[1, 2], 0]);
  });
});
