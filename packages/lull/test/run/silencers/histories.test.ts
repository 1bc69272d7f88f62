import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Alertmanager,
  alertmanagerMissing,
  startAlertmanager,
} from '../../../../../test/peers/alertmanager.ts';
import { hasBegun } from '../../../src/downtime/states.ts';
import { LullError } from '../../../src/errors.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import type { Silencer } from '../../../src/run/silencers/contract.ts';
import { attendTo } from '../../../src/run/silencers/leases/attend.ts';
import { claim } from '../../../src/run/silencers/leases/claim.ts';
import type { Claimed } from '../../../src/run/silencers/leases/contract.ts';
import { taskFor } from '../../../src/run/silencers/leases/wanted.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { quietWorld } from './quiet-world.ts';

// A few in every run, the same each time. More: LULL_HISTORIES=500 LULL_HISTORIES_SEED=$RANDOM
const histories = Number(process.env.LULL_HISTORIES ?? 6);
const seed = Number(process.env.LULL_HISTORIES_SEED ?? 1);

const missing = alertmanagerMissing === null ? '' : ` (${alertmanagerMissing})`;

const says = [
  'im-here',
  'im-here',
  'extend',
  'finish',
  'cancel',
  'abort',
  'fail',
  'resume',
  'revise',
] as const;

/** What may happen, one after the other. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 5, 10, 31, 61, 150).map((seconds) => ({ wait: seconds * SECOND })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...says).map((say) => ({ say })),
  },
  /** The monitor is away or back; a server dies with what it does next. */
  { weight: 2, arbitrary: fc.constantFrom('away', 'back', 'dies', 'dies').map((befalls) => ({ befalls })) },
);

describe.skipIf(alertmanagerMissing !== null)(`with an Alertmanager${missing}`, () => {
  let alerts: Alertmanager;
  beforeAll(async () => {
    alerts = await startAlertmanager();
  });
  afterAll(() => alerts.stop());

  describeEngines('whatever happens to a downtime and to whoever holds', (open) => {
    it('is quiet while it lasts and once, and loud when it is over', {
      timeout: 60_000 + 10_000 * histories,
    }, async () => {
      const store = await open();
      let runs = 0;
      /** How often it was looked whether it is quiet, and how often a server died. */
      let [looks, deaths] = [0, 0];
      const isThereMostly = fc.integer({ min: 0, max: 3 }).map((one) => one > 0);
      const history = fc.array(happening, { minLength: 5, maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(history, isThereMostly, async (happenings, isThere) => {
          runs += 1;
          // What a history that failed has left is nothing of the next.
          await store.db.updateTable('run_silences').set({ state: 'gone', try_at: null }).execute();
          await store.db.updateTable('downtime_downtimes').set({ next_at: null }).execute();
          const settings = { alerts: { kind: 'alertmanager', url: alerts.url } } as const;
          const world = await quietWorld(store, settings, { secret: `histories ${store.engine} ${runs}` });
          // Each in a night of its own.
          const start = tonight.start + runs * 24 * HOUR;
          const real = world.silencer();
          let isAway = false;
          /** Since when nothing has been in the way of it. */
          let wellSince = start - 16 * MINUTE;
          const unlessAway =
            <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
            async (...given: A): Promise<T> => {
              if (isAway) throw new LullError('silencer-unavailable', 'away', 'Wait.');
              return call(...given);
            };
          const seen: Silencer = { ...real, hold: unlessAway(real.hold), release: unlessAway(real.release) };
          /** A server dies between what the monitor does and what it would write of it. */
          let dies = false;
          const attend = async () => {
            if (dies) await dyingWith(await claim(world.silences, 'alerts'));
            while (await attendTo(world.silences, seen));
          };
          const dyingWith = async (claims: readonly Claimed[]) => {
            for (const claimed of claims) {
              const task = taskFor(claimed, world.now);
              if (isAway || task.do === 'wait') continue;
              if (task.do === 'hold') await real.hold({ ...claimed.lease, until: task.until });
              else await real.release(claimed.lease);
              dies = false;
              deaths += 1;
            }
            // Also those that only wait are left to whoever comes when the claim has run out.
            if (claims.length > 0) wellSince = world.now;
          };
          const pass = async (ms: number) => {
            for (let left = ms; left > 0; left -= SECOND) {
              world.now += SECOND;
              // Half a minute at once is seen to in steps, as timers do.
              if (left % (5 * SECOND) === 0 || left === SECOND) await tick();
            }
          };
          let id = '';
          const stateNow = async () => (await readDowntime(world.keeper, owner, id)).downtime;
          const tick = async () => {
            await world.tick();
            await attend();
            await look();
          };
          const look = async () => {
            const held = await real.held();
            expect(held.length).toBeLessThanOrEqual(1);
            const { state, actual } = await stateNow();
            const began = actual.drainingAt ?? actual.downAt ?? world.now;
            // After the longest wait, and as long as a dead server has a lease for itself.
            if (!hasBegun(state) || isAway || world.now - Math.max(began, wellSince) < 35 * SECOND) return;
            looks += 1;
            expect(held.length).toBe(1);
            expect((await world.heldUntil())! - world.now).toBeGreaterThan(20 * SECOND);
          };
          world.now = start - 16 * MINUTE;
          const made = await createDowntime(world.keeper, owner, {
            ...tonight,
            start,
            startWithin: 15 * MINUTE,
            schedule: true,
          });
          id = made.downtime.id;
          await pass(MINUTE);
          world.now = start - 20 * SECOND;
          if (isThere) await commandDowntime(world.keeper, owner, id, { type: 'im-here' });
          for (const one of happenings) {
            if ('wait' in one) await pass(one.wait);
            else if ('say' in one) {
              const more = {
                extend: { later: HOUR },
                resume: { later: HOUR },
                revise: { changes: { start: start + HOUR } },
              };
              const given = { type: one.say, why: 'so', ...more[one.say as keyof typeof more] };
              await commandDowntime(world.keeper, owner, id, given as never).catch((error: unknown) => {
                if (!(error instanceof LullError)) throw error;
              });
              await attend();
            } else if (one.befalls === 'dies') dies = true;
            else {
              if (isAway) wellSince = world.now;
              isAway = one.befalls === 'away';
            }
            await look();
          }
          // The monitor is there, and somebody sees to it for as long as the longest wait.
          if (isAway) wellSince = world.now;
          [isAway, dies] = [false, false];
          await pass(35 * SECOND);
          const { state } = await stateNow();
          if (hasBegun(state)) {
            const held = await real.held();
            expect(held).toHaveLength(1);
            expect((await world.heldUntil())! - world.now).toBeGreaterThan(20 * SECOND);
            await commandDowntime(world.keeper, owner, id, { type: 'reopen', why: 'so' }).catch(
              () => undefined,
            );
            await commandDowntime(world.keeper, owner, id, { type: 'finish' }).catch(() => undefined);
            await pass(5 * SECOND);
          } else await commandDowntime(world.keeper, owner, id, { type: 'cancel' }).catch(() => undefined);
          await pass(2 * SECOND);
          expect(hasBegun((await stateNow()).state)).toBe(false);
          expect(await real.held()).toEqual([]);
          await world.close();
        }),
        { numRuns: histories, seed },
      );
      expect(looks).toBeGreaterThan(20);
      expect(deaths).toBeGreaterThan(0);
    });
  });
});
