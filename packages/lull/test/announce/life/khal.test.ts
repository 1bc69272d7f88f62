import { describe, expect, it, onTestFinished } from 'vitest';
import { khalMissing, openKhal } from '../../../../../test/peers/khal.ts';
import { MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { describeEngines } from '../../store/engines.ts';
import { calendarOf } from './mails.ts';
import { openLife } from './support.ts';

describe.skipIf(khalMissing !== null)(khalMissing ?? 'khal', () => {
  describeEngines('shows one event at the right time', (open) => {
    it('from every mail that came and the feed, taken in again and again', async () => {
      const { begin } = await openLife(await open());
      const zones = { ada: 'Europe/Berlin', cy: 'America/New_York', eve: 'Asia/Kolkata' };
      const calendars = await Promise.all(
        Object.entries(zones).map(async ([name, zone]) => {
          const khal = await openKhal(zone);
          onTestFinished(() => khal.remove());
          return { name, khal };
        }),
      );
      const life = await begin({
        start: parseInstant('2026-12-16T22:00:00Z'),
        services: ['shop', 'wiki'],
      });

      /** What each person's calendar shows, once they have taken in what came by mail, and by the feed. */
      const shown = async (): Promise<Record<string, string>> => {
        const feed = await life.feed();
        const all = calendars.map(async ({ name, khal }) => {
          const mine = life.mails.filter(({ to }) => to[0] === `${name}@example.org`);
          const newest = mine.at(-1);
          if (newest === undefined) return [name, ''] as const;
          const invite = calendarOf(newest.raw);
          // Who is told that it concerns them no more has nothing to look for in the calendar of all.
          const isLeft = invite.includes('METHOD:CANCEL');
          for (const calendar of isLeft ? [invite, invite] : [invite, feed, invite])
            await khal.take(calendar);
          const events = await khal.list('2026-12-10', 14);
          const line = events.map(
            ({ start, end, isCancelled }) => `${start} – ${end}${isCancelled ? ' cancelled' : ''}`,
          );
          return [name, line.join(' & ')] as const;
        });
        return Object.fromEntries(await Promise.all(all));
      };

      expect(await shown()).toEqual({
        ada: '2026-12-16 23:00 – 2026-12-17 00:00',
        cy: '',
        eve: '2026-12-17 03:30 – 2026-12-17 04:30',
      });

      await life.at('2026-12-10T09:00:00Z');
      const moved = { start: parseInstant('2026-12-18T21:00:00Z'), services: ['shop', 'bank'] };
      await life.say({ type: 'revise', changes: moved });
      const atNewTime = {
        ada: '2026-12-18 22:00 – 2026-12-18 23:00',
        cy: '2026-12-18 16:00 – 2026-12-18 17:00',
        eve: '2026-12-17 03:30 – 2026-12-17 04:30 cancelled',
      };
      expect(await shown()).toEqual(atNewTime);
      await life.at('2026-12-18T20:00:00Z');
      expect(await shown()).toEqual(atNewTime);

      await life.at('2026-12-18T20:50:00Z');
      await life.say({ type: 'im-here' });
      await life.at('2026-12-18T21:00:00Z');
      await life.at('2026-12-18T21:30:00Z');
      await life.say({ type: 'extend', later: 30 * MINUTE });
      expect(await shown()).toMatchObject({
        ada: '2026-12-18 22:00 – 2026-12-18 23:30',
        cy: '2026-12-18 16:00 – 2026-12-18 17:30',
      });
      await life.at('2026-12-18T22:20:00Z');
      await life.say({ type: 'finish' });
      expect(await shown()).toMatchObject({
        ada: '2026-12-18 22:00 – 2026-12-18 23:20',
        cy: '2026-12-18 16:00 – 2026-12-18 17:20',
      });
    });

    it('as cancelled, from the mail and from the feed', async () => {
      const { begin } = await openLife(await open());
      const life = await begin({ start: parseInstant('2026-12-16T22:00:00Z'), services: ['shop'] });
      const khal = await openKhal('Europe/Berlin');
      onTestFinished(() => khal.remove());
      const mine = () =>
        life.mails.filter(({ to }) => to[0] === 'ada@example.org').map(({ raw }) => calendarOf(raw));
      await khal.take(mine()[0]!);
      await life.say({ type: 'cancel' });
      const [invited, cancelled] = mine();
      expect(mine()).toHaveLength(2);
      for (const calendar of [cancelled!, await life.feed(), cancelled!, await life.feed()]) {
        await khal.take(calendar);
        const [event, ...others] = await khal.list('2026-12-10', 14);
        expect(others).toEqual([]);
        expect(event).toMatchObject({
          start: '2026-12-16 23:00',
          end: '2026-12-17 00:00',
          isCancelled: true,
        });
      }
      expect(invited).toContain('STATUS:CONFIRMED');
    });
  });
});
