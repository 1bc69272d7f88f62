import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { servingOn } from './support/serving.ts';

const night = {
  zone: 'Europe/Berlin',
  start: '2027-03-01T02:30',
  duration: 'PT2H',
  rrule: 'FREQ=WEEKLY;BYDAY=SU',
};

describeEngines('the next times of what is only written', (open) => {
  const serving = servingOn(open);

  it('are told with what changes of the clocks do, and nothing is stored', () =>
    serving(async ({ owner }) => {
      const path = 'windows/preview?from=2027-03-20T00:00:00Z&count=3';
      const { status, json } = await owner(path, night);
      expect([status, json.zone, json.complete]).toEqual([200, 'Europe/Berlin', false]);
      expect(json.items.map(({ startLocal }: { startLocal: string }) => startLocal)).toEqual([
        '2027-03-21T02:30:00+01:00[Europe/Berlin]',
        '2027-03-28T03:30:00+02:00[Europe/Berlin]',
        '2027-04-04T02:30:00+02:00[Europe/Berlin]',
      ]);
      expect(json.items[1]).toMatchObject({ hour: 'moved', named: '2027-03-28T02:30:00' });
      expect(json.items[1].remark).toBe(
        '02:30 does not exist on 28 March 2027 in Europe/Berlin: starts at 03:30',
      );
      expect(json.clockChanges.map(({ hour }: { hour: string }) => hour)).toEqual([
        'moved',
        'twice',
        'moved',
      ]);
      expect((await owner('windows')).json.items.map(({ name }: { name: string }) => name)).toEqual([
        'nightly',
      ]);
      const exdate = ['2027-03-28T02:30', '2027-04-04T03:00'];
      expect((await owner(path, { ...night, exdate })).json.idle).toEqual(['2027-04-04T03:00']);
      const freeze = { zone: 'Europe/Berlin', start: '2027-12-20', duration: 'P14D', reason: 'Christmas' };
      const once = await owner('freezes/preview?from=2027-03-20T00:00:00Z', freeze);
      expect([once.json.complete, once.json.items.length, once.json.clockChanges]).toEqual([true, 1, []]);
    }));

  it('are refused with every mistake, by its field', () =>
    serving(async ({ owner }) => {
      const wrong = await owner('windows/preview', {
        ...night,
        zone: 'Mars',
        duration: 'long',
        colour: 'red',
      });
      expect([wrong.status, wrong.json.code]).toEqual([400, 'bad-request']);
      expect(wrong.json.mistakes.map(({ field }: { field: string }) => field).toSorted()).toEqual([
        'colour',
        'duration',
        'zone',
      ]);
      const fields = async (rrule: string) =>
        (await owner('windows/preview', { ...night, rrule })).json.mistakes.map(
          ({ field, message }: { field: string; message: string }) => `${field}: ${message}`,
        );
      expect(await fields('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')).toEqual([
        expect.stringMatching(/^rrule: .*never/),
      ]);
      expect(await fields('FREQ=SECONDLY')).toEqual([expect.stringMatching(/^rrule: /)]);
      expect((await owner('windows/preview?count=51', night)).json.code).toBe('bad-request');
    }));

  it('are for whoever may read something', () =>
    serving(async ({ person, nobody, caller }) => {
      const viewer = await caller({ role: 'viewer' });
      expect((await viewer('windows/preview', night)).status).toBe(200);
      expect((await (await person({ bank: 'viewer' }))('freezes/preview', night)).status).toBe(200);
      expect((await (await person({}))('windows/preview', night)).status).toBe(403);
      expect((await nobody('windows/preview', night)).status).toBe(401);
    }));
});
