import { expect, it } from 'vitest';
import { Refusal } from '../../../../../test/peers/smtp.ts';
import { parseInstant } from '../../../src/time/instant.ts';
import { describeEngines } from '../../store/engines.ts';
import { type Life, openLife } from './support.ts';

/** Who heard what, without its times. */
const subjects = (life: Life): readonly string[] =>
  life
    .heard()
    .split('\n')
    .filter((line) => /^\w/.test(line))
    .map((line) => line.replace(/(?:, | of revision).*$/, ''));

describeEngines('a life in which', (open) => {
  it('a mail never arrived, and a service comes and goes', async () => {
    const { begin, server } = await openLife(await open());
    server.refuseRecipients((to) => (to.startsWith('bob') ? new Refusal(554, '5.7.1 not now') : null));
    const life = await begin({ start: parseInstant('2026-12-16T22:00:00Z'), services: ['shop', 'wiki'] });
    expect(subjects(life).some((line) => line.startsWith('bob'))).toBe(false);
    server.refuseRecipients(null);

    // To whom nothing came it is not changed, but new.
    const moved = { start: parseInstant('2026-12-17T22:00:00Z'), services: ['shop'] };
    await life.say({ type: 'revise', changes: moved });
    expect(subjects(life)).toEqual([
      'ada Geändert: Wartung von Web shop',
      'bob Planned maintenance: Web shop',
      'dan Changed: maintenance of Web shop',
      'eve Doch keine Wartung: Wiki',
      'POST downtime.moved',
    ]);
    await life.say({ type: 'revise', changes: { services: ['shop', 'wiki'] } });
    expect(subjects(life)).toContain('eve Geplante Wartung: Web shop und Wiki');
    await life.say({ type: 'revise', changes: { services: ['shop'] } });
    expect(subjects(life)).toContain('eve Doch keine Wartung: Wiki');

    // Who was told that it isn't theirs any more hears no more of it.
    await life.say({ type: 'cancel' });
    expect(subjects(life)).toEqual([
      'ada Abgesagt: Wartung von Web shop',
      'bob Cancelled: maintenance of Web shop',
      'dan Cancelled: maintenance of Web shop',
      'POST downtime.cancelled',
    ]);
  });

  it('the work fails, is late, and is opened again', async () => {
    const { begin } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-01T22:00:00Z'), services: ['shop'] });
    await life.at('2026-12-01T21:50:00Z');
    await life.say({ type: 'im-here' });
    await life.at('2026-12-01T22:00:00Z');
    life.heard();
    await life.at('2026-12-01T22:10:00Z');
    await life.say({ type: 'fail', why: 'Disk 7 is broken' });
    expect(life.heard()).toBe('nobody');
    await life.at('2026-12-01T23:30:00Z');
    expect(subjects(life)).toContain('bob May take longer: maintenance of Web shop');
    await life.say({ type: 'reopen', why: 'Disk 7 is broken' });
    expect(life.heard()).toContain('CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:30Z');
    // Both in one moment, and the last one is the newest.
    expect(await life.shown()).toContain('news:     Stopped: maintenance of Web shop');
    for (const { raw } of life.mails) expect(raw).not.toContain('Disk 7');
  });
});
