import { expect, it } from 'vitest';
import { MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { describeEngines } from '../../store/engines.ts';
import { openLife } from './support.ts';

describeEngines('the life of a downtime, as people are told of it', (open) => {
  it('scheduled, reminded, moved, reminded, begun, overrunning, extended, and back', async () => {
    const { begin } = await openLife(await open());

    // On 1 December, for the 16th.
    const first = { start: parseInstant('2026-12-16T22:00:00Z'), services: ['shop', 'wiki'] };
    const life = await begin(first);
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Geplante Wartung: Web shop und Wiki, Mi., 16. Dez., 23:00 Uhr MEZ
          Wann: Mittwoch, 16. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      bob Planned maintenance: Web shop and Wiki, Wed 16 Dec, 23:00 CET
          When: Wednesday, 16 December 2026, 23:00–00:00 CET (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      dan Planned maintenance: Web shop and Wiki, Thu 17 Dec, 03:45 Nepal Time
          When: Thursday, 17 December 2026, 03:45–04:45 Nepal Time (UTC+5:45)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      eve Geplante Wartung: Web shop und Wiki, Mi., 16. Dez., 23:00 Uhr MEZ
          Wann: Mittwoch, 16. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      POST downtime.scheduled of revision 1, #0: 2026-12-16T22:00Z – 2026-12-16T23:00Z
      calendar: #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      status:   scheduled 2026-12-16T22:00Z – 2026-12-16T23:00Z
      news:     Planned maintenance: Web shop and Wiki, Wed 16 Dec, 23:00 CET"
    `);

    await life.at('2026-12-09T21:59:59Z');
    expect(life.heard()).toBe('nobody');
    await life.at('2026-12-09T22:00:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Erinnerung: Wartung von Web shop und Wiki, Mi., 16. Dez., 23:00 Uhr MEZ
          Wann: Mittwoch, 16. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      bob Reminder: maintenance of Web shop and Wiki, Wed 16 Dec, 23:00 CET
          When: Wednesday, 16 December 2026, 23:00–00:00 CET (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      eve Erinnerung: Wartung von Web shop und Wiki, Mi., 16. Dez., 23:00 Uhr MEZ
          Wann: Mittwoch, 16. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      POST downtime.reminder of revision 1, #0: 2026-12-16T22:00Z – 2026-12-16T23:00Z
      calendar: #0 CONFIRMED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      status:   scheduled 2026-12-16T22:00Z – 2026-12-16T23:00Z
      news:     Planned maintenance: Web shop and Wiki, Wed 16 Dec, 23:00 CET"
    `);

    // Moved: from the wiki to the bank, and by two days.
    await life.at('2026-12-10T09:00:00Z');
    const moved = { start: parseInstant('2026-12-18T21:00:00Z'), services: ['shop', 'bank'] };
    await life.say({ type: 'revise', changes: moved });
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Geändert: Wartung von Web shop und Bank, Fr., 18. Dez., 22:00 Uhr MEZ
          Neue Zeit: Freitag, 18. Dezember 2026, 22:00–23:00 Uhr MEZ (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob Changed: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET
          New time: Friday, 18 December 2026, 22:00–23:00 CET (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  Planned maintenance: Web shop and Bank, Fri 18 Dec, 16:00 EST
          When: Friday, 18 December 2026, 16:00–17:00 EST (UTC−5)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      dan Changed: maintenance of Web shop and Bank, Sat 19 Dec, 02:45 Nepal Time
          New time: Saturday, 19 December 2026, 02:45–03:45 Nepal Time (UTC+5:45)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      eve Doch keine Wartung: Wiki, Mi., 16. Dez., 22:00 Uhr UTC
          Angekündigt war: Mittwoch, 16. Dezember 2026, 22:00–23:00 Uhr UTC
          CANCEL #1 CANCELLED 2026-12-16T22:00Z – 2026-12-16T23:00Z
      POST downtime.moved of revision 2, #1: 2026-12-18T21:00Z – 2026-12-18T22:00Z
      calendar: #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      status:   scheduled 2026-12-18T21:00Z – 2026-12-18T22:00Z
      news:     Changed: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET"
    `);

    // A week before the new time; of the old one nothing comes any more.
    await life.at('2026-12-11T21:00:00Z');
    expect(life.heard()).toMatchInlineSnapshot(`
      "ada Erinnerung: Wartung von Web shop und Bank, Fr., 18. Dez., 22:00 Uhr MEZ
          Wann: Freitag, 18. Dezember 2026, 22:00–23:00 Uhr MEZ (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET
          When: Friday, 18 December 2026, 22:00–23:00 CET (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 16:00 EST
          When: Friday, 18 December 2026, 16:00–17:00 EST (UTC−5)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      POST downtime.reminder of revision 2, #1: 2026-12-18T21:00Z – 2026-12-18T22:00Z"
    `);
    await life.at('2026-12-16T23:30:00Z');
    expect(life.heard()).toBe('nobody');
    await life.at('2026-12-17T21:00:00Z');
    expect(life.heard()).toMatchInlineSnapshot(`
      "ada Erinnerung: Wartung von Web shop und Bank, Fr., 18. Dez., 22:00 Uhr MEZ
          Wann: Freitag, 18. Dezember 2026, 22:00–23:00 Uhr MEZ (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET
          When: Friday, 18 December 2026, 22:00–23:00 CET (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 16:00 EST
          When: Friday, 18 December 2026, 16:00–17:00 EST (UTC−5)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      POST downtime.reminder of revision 2, #1: 2026-12-18T21:00Z – 2026-12-18T22:00Z"
    `);
    await life.at('2026-12-18T20:00:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Erinnerung: Wartung von Web shop und Bank, Fr., 18. Dez., 22:00 Uhr MEZ
          Wann: Freitag, 18. Dezember 2026, 22:00–23:00 Uhr MEZ (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET
          When: Friday, 18 December 2026, 22:00–23:00 CET (UTC+1)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  Reminder: maintenance of Web shop and Bank, Fri 18 Dec, 16:00 EST
          When: Friday, 18 December 2026, 16:00–17:00 EST (UTC−5)
          REQUEST #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      POST downtime.reminder of revision 2, #1: 2026-12-18T21:00Z – 2026-12-18T22:00Z
      calendar: #1 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      status:   scheduled 2026-12-18T21:00Z – 2026-12-18T22:00Z
      news:     Changed: maintenance of Web shop and Bank, Fri 18 Dec, 22:00 CET"
    `);

    // Somebody is there, and it begins.
    await life.at('2026-12-18T20:50:00Z');
    await life.say({ type: 'im-here' });
    expect(life.heard()).toBe('nobody');
    await life.at('2026-12-18T21:00:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Jetzt geschlossen: Web shop und Bank, bis Fr., 18. Dez., 23:00 Uhr MEZ
          Voraussichtliches Ende: Freitag, 18. Dezember 2026, 23:00 Uhr MEZ (UTC+1)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob Closed now: Web shop and Bank, until Fri 18 Dec, 23:00 CET
          Expected end: Friday, 18 December 2026, 23:00 CET (UTC+1)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  Closed now: Web shop and Bank, until Fri 18 Dec, 17:00 EST
          Expected end: Friday, 18 December 2026, 17:00 EST (UTC−5)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      POST downtime.started of revision 2, #2: 2026-12-18T21:00Z – 2026-12-18T22:00Z
      calendar: #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      status:   in_progress 2026-12-18T21:00Z – 2026-12-18T22:00Z
      news:     Closed now: Web shop and Bank, until Fri 18 Dec, 23:00 CET"
    `);

    // Five minutes before its promised end it isn't through.
    await life.at('2026-12-18T21:55:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Dauert vielleicht länger: Wartung von Web shop und Bank
          Geplantes Ende: Freitag, 18. Dezember 2026, 23:00 Uhr MEZ (UTC+1)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      bob May take longer: maintenance of Web shop and Bank
          Planned end: Friday, 18 December 2026, 23:00 CET (UTC+1)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      cy  May take longer: maintenance of Web shop and Bank
          Planned end: Friday, 18 December 2026, 17:00 EST (UTC−5)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      dan May take longer: maintenance of Web shop and Bank
          Planned end: Saturday, 19 December 2026, 03:45 Nepal Time (UTC+5:45)
          REQUEST #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      POST downtime.overrunning of revision 2, #2: 2026-12-18T21:00Z – 2026-12-18T22:00Z
      calendar: #2 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:00Z
      status:   in_progress 2026-12-18T21:00Z – 2026-12-18T22:00Z
      news:     Closed now: Web shop and Bank, until Fri 18 Dec, 23:00 CET"
    `);
    await life.say({ type: 'extend', later: 30 * MINUTE });
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Dauert länger: Wartung von Web shop und Bank, bis Fr., 18. Dez., 23:30 Uhr MEZ
          Neues Ende: Freitag, 18. Dezember 2026, 23:30 Uhr MEZ (UTC+1)
          REQUEST #3 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:30Z
      bob Takes longer: maintenance of Web shop and Bank, until Fri 18 Dec, 23:30 CET
          New end: Friday, 18 December 2026, 23:30 CET (UTC+1)
          REQUEST #3 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:30Z
      cy  Takes longer: maintenance of Web shop and Bank, until Fri 18 Dec, 17:30 EST
          New end: Friday, 18 December 2026, 17:30 EST (UTC−5)
          REQUEST #3 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:30Z
      dan Takes longer: maintenance of Web shop and Bank, until Sat 19 Dec, 04:15 Nepal Time
          New end: Saturday, 19 December 2026, 04:15 Nepal Time (UTC+5:45)
          REQUEST #3 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:30Z
      POST downtime.extended of revision 3, #3: 2026-12-18T21:00Z – 2026-12-18T22:30Z
      calendar: #3 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:30Z
      status:   in_progress 2026-12-18T21:00Z – 2026-12-18T22:30Z
      news:     Takes longer: maintenance of Web shop and Bank, until Fri 18 Dec, 23:30 CET"
    `);

    await life.at('2026-12-18T22:20:00Z');
    await life.say({ type: 'finish' });
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Fertig: Wartung von Web shop und Bank
          Dauer: 1 Stunde und 20 Minuten, Freitag, 18. Dezember 2026, 22:00–23:20 Uhr MEZ (UTC+1)
          REQUEST #4 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:20Z
      bob Done: maintenance of Web shop and Bank
          It took 1 hour and 20 minutes: Friday, 18 December 2026, 22:00–23:20 CET (UTC+1)
          REQUEST #4 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:20Z
      cy  Done: maintenance of Web shop and Bank
          It took 1 hour and 20 minutes: Friday, 18 December 2026, 16:00–17:20 EST (UTC−5)
          REQUEST #4 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:20Z
      POST downtime.completed of revision 3, #4: 2026-12-18T21:00Z – 2026-12-18T22:30Z
      calendar: #4 CONFIRMED 2026-12-18T21:00Z – 2026-12-18T22:20Z
      status:   completed 2026-12-18T21:00Z – 2026-12-18T22:30Z
      news:     Done: maintenance of Web shop and Bank"
    `);

    // And that was all.
    await life.at('2027-01-18T22:20:00Z');
    expect(life.heard()).toBe('nobody');
    expect(new Set(life.mails.map(({ parsed }) => parsed.messageId)).size).toBe(life.mails.length);
  });

  it('scheduled late, reminded, and cancelled', async () => {
    const { begin } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-01T22:00:00Z'), services: ['shop'] });
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Geplante Wartung: Web shop, Di., 1. Dez., 23:00 Uhr MEZ
          Wann: Dienstag, 1. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      bob Planned maintenance: Web shop, Tue 1 Dec, 23:00 CET
          When: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      dan Planned maintenance: Web shop, Wed 2 Dec, 03:45 Nepal Time
          When: Wednesday, 2 December 2026, 03:45–04:45 Nepal Time (UTC+5:45)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      POST downtime.scheduled of revision 1, #0: 2026-12-01T22:00Z – 2026-12-01T23:00Z
      calendar: #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      status:   scheduled 2026-12-01T22:00Z – 2026-12-01T23:00Z
      news:     Planned maintenance: Web shop, Tue 1 Dec, 23:00 CET"
    `);
    await life.at('2026-12-01T21:00:00Z');
    expect(life.heard()).toMatchInlineSnapshot(`
      "ada Erinnerung: Wartung von Web shop, Di., 1. Dez., 23:00 Uhr MEZ
          Wann: Dienstag, 1. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      bob Reminder: maintenance of Web shop, Tue 1 Dec, 23:00 CET
          When: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      POST downtime.reminder of revision 1, #0: 2026-12-01T22:00Z – 2026-12-01T23:00Z"
    `);
    await life.at('2026-12-01T21:20:00Z');
    await life.say({ type: 'cancel', why: 'The disks are not there yet, says Secret & Sons' });
    expect(await life.point()).toMatchInlineSnapshot(`
      "ada Abgesagt: Wartung von Web shop, Di., 1. Dez., 23:00 Uhr MEZ
          Geplant war: Dienstag, 1. Dezember 2026, 23:00–00:00 Uhr MEZ (UTC+1)
          CANCEL #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      bob Cancelled: maintenance of Web shop, Tue 1 Dec, 23:00 CET
          It was planned for: Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)
          CANCEL #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      dan Cancelled: maintenance of Web shop, Wed 2 Dec, 03:45 Nepal Time
          It was planned for: Wednesday, 2 December 2026, 03:45–04:45 Nepal Time (UTC+5:45)
          CANCEL #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      POST downtime.cancelled of revision 1, #1: 2026-12-01T22:00Z – 2026-12-01T23:00Z
      calendar: #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      status:   completed 2026-12-01T22:00Z – 2026-12-01T23:00Z
      news:     Cancelled: maintenance of Web shop, Tue 1 Dec, 23:00 CET"
    `);
    await life.at('2026-12-02T22:00:00Z');
    expect(life.heard()).toBe('nobody');
    for (const { raw } of life.mails) expect(raw).not.toContain('Secret');
    expect(await life.shown()).not.toContain('Secret');
  });

  it('delayed, because nobody is there, and cancelled by rule', async () => {
    const { begin } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-01T22:00:00Z'), services: ['bank'] });
    expect(life.heard()).toMatch(/^bob .*\n.*\n.*\ncy /);
    await life.at('2026-12-01T21:00:00Z');
    life.heard();
    await life.at('2026-12-01T22:00:00Z');
    expect(life.heard()).toBe('nobody');
    await life.at('2026-12-01T22:01:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "bob Starts later: maintenance of Bank
          It was planned for: Tuesday, 1 December 2026, 17:00–18:00 EST (UTC−5)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      cy  Starts later: maintenance of Bank
          It was planned for: Tuesday, 1 December 2026, 17:00–18:00 EST (UTC−5)
          REQUEST #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      POST downtime.delayed of revision 1, #0: 2026-12-01T22:00Z – 2026-12-01T23:00Z
      calendar: #0 CONFIRMED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      status:   scheduled 2026-12-01T22:00Z – 2026-12-01T23:00Z
      news:     Planned maintenance: Bank, Tue 1 Dec, 17:00 EST"
    `);
    await life.at('2026-12-01T22:15:00Z');
    expect(await life.point()).toMatchInlineSnapshot(`
      "bob Cancelled: maintenance of Bank, Tue 1 Dec, 17:00 EST
          It was planned for: Tuesday, 1 December 2026, 17:00–18:00 EST (UTC−5)
          CANCEL #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      cy  Cancelled: maintenance of Bank, Tue 1 Dec, 17:00 EST
          It was planned for: Tuesday, 1 December 2026, 17:00–18:00 EST (UTC−5)
          CANCEL #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      POST downtime.cancelled of revision 1, #1: 2026-12-01T22:00Z – 2026-12-01T23:00Z
      calendar: #1 CANCELLED 2026-12-01T22:00Z – 2026-12-01T23:00Z
      status:   completed 2026-12-01T22:00Z – 2026-12-01T23:00Z
      news:     Cancelled: maintenance of Bank, Tue 1 Dec, 17:00 EST"
    `);
  });

  it('of a service that is not public, to nobody but who was put on the list for it', async () => {
    const { begin } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-16T22:00:00Z'), services: ['vault'] });
    expect(await life.point()).toMatchInlineSnapshot(`
      "POST downtime.scheduled of revision 1, #0: 2026-12-16T22:00Z – 2026-12-16T23:00Z
      calendar:
      status:
      news:"
    `);
  });
});
