import { expect, it } from 'vitest';
import { noTest } from '../../../../../test/proxies/proxies.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { LINGER } from '../../../src/run/silencers/leases/contract.ts';
import { forgetSilences, KEPT } from '../../../src/run/silencers/leases/forget.ts';
import { tellUnserved } from '../../../src/run/silencers/leases/unserved.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { another } from '../../store/engines.ts';
import { describeQuiet } from './describe-quiet.ts';
import { quietWorld } from './quiet-world.ts';

const { start } = tonight;

describeQuiet(
  'what monitors are quiet about',
  ({ open, engine, alerts, opened, scheduled, say, held, state }) => {
    it('begins before the first gate closes, lasts as long as the work, and ends with it', async () => {
      const one = await opened();
      const id = await scheduled(one, { takes: 8 * MINUTE });
      await one.at(start - 15 * MINUTE);
      await say(one, id, 'im-here');
      await one.at(start - 11 * SECOND);
      expect(await held(one)).toBe(0);
      await one.at(start - 10 * SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['warning', 1]);
      await one.at(start);
      expect([await state(one, id), await held(one)]).toEqual(['down', 1]);
      // Past its promised end, in which nobody finishes it: what it lasts is up to the work, not to the plan.
      for (let at = start + MINUTE; at <= start + 12 * MINUTE; at += MINUTE) {
        await one.at(at);
        expect(await held(one)).toBe(1);
        const left = (await one.heldUntil())! - at;
        expect([left >= MINUTE, left <= 2 * MINUTE]).toEqual([true, true]);
      }
      await say(one, id, 'finish');
      await one.at(one.now + SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['completed', 0]);
      expect((await one.rows()).map((row) => row.state)).toEqual(['gone']);
      expect(await one.told()).toEqual([
        ['silence.held', null],
        ['silence.released', null],
      ]);
    });

    it('is nothing where nobody is there, and begins with work that begins late', async () => {
      const one = await opened();
      const id = await scheduled(one, { startWithin: 15 * MINUTE });
      for (let at = start - 15 * MINUTE; at < start - MINUTE; at += MINUTE) await one.at(at);
      for (let at = start - 15 * SECOND; at < start + MINUTE; at += 5 * SECOND) await one.at(at);
      expect([await state(one, id), await held(one)]).toEqual(['warning', 0]);
      await say(one, id, 'im-here');
      await one.at(one.now + SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['down', 1]);
    });

    it('leaves nobody deaf where the work does not begin', async () => {
      const one = await opened();
      const id = await scheduled(one, { startWithin: 15 * MINUTE });
      await one.at(start - 15 * MINUTE);
      await say(one, id, 'im-here');
      await one.at(start - 10 * SECOND);
      await one.keeper.store.db
        .updateTable('downtime_downtimes')
        .set({ next_at: null })
        .where('id', '=', id)
        .execute();
      const [lease] = await one.silencer().held();
      expect(Math.abs(lease!.until - (start + 30 * SECOND))).toBeLessThanOrEqual(3 * SECOND);
      for (let at = start; at < start + 5 * MINUTE; at += 10 * SECOND) await one.at(at);
      expect((await one.rows()).map((row) => row.state)).toEqual(['wanted']);
      await say(one, id, 'cancel');
      await one.at(one.now + SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['cancelled', 0]);
    });

    it('moves with a downtime that is moved, and ends with one that is turned back', async () => {
      const one = await opened();
      const id = await scheduled(one);
      await one.at(start - 15 * MINUTE);
      await say(one, id, 'im-here');
      await one.at(start - 10 * SECOND);
      expect(await held(one)).toBe(1);
      await say(one, id, 'revise', { changes: { start: start + HOUR }, why: 'later' });
      await one.at(one.now + SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['scheduled', 0]);
      await one.at(start + 45 * MINUTE);
      await say(one, id, 'im-here');
      await one.at(start + HOUR);
      expect([await state(one, id), await held(one)]).toEqual(['down', 1]);
      await say(one, id, 'abort', { why: 'no' });
      await one.at(one.now + SECOND);
      await one.at(one.now + SECOND);
      await say(one, id, 'finish').catch(() => undefined);
      await one.at(one.now + 5 * SECOND);
      expect([await state(one, id), await held(one)]).toEqual(['aborted', 0]);
    });

    it('comes with an emergency at once', async () => {
      const one = await opened();
      const { downtime } = await emergencyDown(one.keeper, owner, 'shop', { why: 'the disk is failing' });
      await one.attend();
      expect(await held(one)).toBe(1);
      const [silence] = await alerts().active();
      expect(silence!.comment).toContain(`work on shop, held by Lull for downtime ${downtime.id} [lull `);
      await say(one, downtime.id, 'finish');
      await one.at(one.now + SECOND);
      expect(await held(one)).toBe(0);
    });

    it('is forgotten long after it was loud again', async () => {
      const one = await opened();
      const { downtime } = await emergencyDown(one.keeper, owner, 'shop', { why: 'the disk is failing' });
      await one.attend();
      await say(one, downtime.id, 'finish');
      await one.at(one.now + LINGER);
      const { downtime: other } = await emergencyDown(one.keeper, owner, 'shop', { why: 'again' });
      await one.attend();
      one.now += KEPT;
      expect(await forgetSilences(one.silences)).toBe(0);
      one.now += SECOND;
      expect(await forgetSilences(one.silences)).toBe(1);
      expect((await one.rows()).map((row) => row.state)).toEqual(['held']);
      const { db } = one.silences.store;
      const left = await db.selectFrom('run_firing').select('downtime').execute();
      expect(left.map((row) => row.downtime)).toEqual([other.id]);
    });

    it('says of a monitor that nobody knows that nothing is quiet there, and works on', async () => {
      const one = await opened();
      const id = await scheduled(one, { services: ['bank'] });
      await one.at(start - 15 * MINUTE);
      await say(one, id, 'im-here');
      await one.at(start);
      await tellUnserved(one.silences, 'alrets');
      expect(await state(one, id)).toBe('down');
      expect((await one.rows()).map((row) => [row.state, row.error])).toEqual([
        ['held', null],
        ['wanted', 'alrets: there is no monitor of this name in LULL_SILENCERS'],
      ]);
      await say(one, id, 'finish');
      await one.at(one.now + SECOND);
      await tellUnserved(one.silences, 'alrets');
      expect((await one.rows()).map((row) => row.state)).toEqual(['gone', 'gone']);
      expect(await one.told()).toEqual([
        ['silence.held', null],
        ['silence.failed', 'alrets: there is no monitor of this name in LULL_SILENCERS'],
        ['silence.released', null],
      ]);
    });

    it('shows beforehand what would be quiet', async () => {
      const one = await opened();
      const foreseen = await createDowntime(
        one.keeper,
        owner,
        { ...tonight, services: ['shop', 'bank'], schedule: true },
        { dryRun: true },
      );
      const told = foreseen.follows.filter(({ kind }) => kind === 'silence');
      expect(told.map(({ at, text }) => [at! - start, text])).toEqual([
        [0, 'alerts is quiet about service="shop"'],
        [0, 'alerts is quiet about service="bank"'],
        [0, 'no monitor "alrets" is set up: nothing is quiet there'],
        [HOUR, 'alerts is quiet no more, once the work is over'],
      ]);
    });

    // PGlite is one connection: there is no second server.
    const together = engine === 'pglite' ? noTest : it;
    together('is held once and told of once, with two servers at work', async () => {
      const store = await open();
      const beside = another(store);
      const settings = { alerts: { kind: 'alertmanager', url: alerts().url } } as const;
      const one = await quietWorld(store, settings);
      const two = await quietWorld(beside, settings);
      const made = await createDowntime(one.keeper, owner, {
        ...tonight,
        services: ['shop', 'bank'],
        schedule: true,
      });
      const say = (type: 'im-here' | 'finish') =>
        commandDowntime(one.keeper, owner, made.downtime.id, { type });
      await one.at(start - 15 * MINUTE);
      await say('im-here');
      for (let at = start - 10 * SECOND; at < start + 5 * MINUTE; at += 10 * SECOND) {
        two.now = at;
        await Promise.all([one.at(at), two.attend()]);
      }
      expect(await one.silencer().held()).toHaveLength(2);
      expect(await one.told('silence.held')).toHaveLength(2);
      await say('finish');
      one.now += SECOND;
      two.now = one.now;
      await Promise.all([one.at(one.now), two.attend()]);
      expect(await two.silencer().held()).toEqual([]);
      expect(await one.told('silence.released')).toHaveLength(2);
      await Promise.all([one.close(), two.close()]);
      await beside.close();
    });
  },
);
