import { expect, it } from 'vitest';
import type { EventView } from '../../src/api/contract/outcome.ts';
import { eventLine } from '../../src/cli/render/event-line.ts';

const event = (kind: string, data: EventView['data'], why: string | null = null): EventView => ({
  seq: 1,
  id: 'e1',
  kind: `downtime.${kind}` as EventView['kind'],
  downtime: 'd1',
  revision: 1,
  version: 2,
  at: '2026-12-01T01:00:00Z',
  by: 'p1',
  names: { p1: 'ada' },
  why,
  services: ['shop'],
  data,
});
const line = (...parts: Parameters<typeof event>) =>
  eventLine(event(...parts), 'Europe/Berlin').replace('Tue 2026-12-01 02:00 Europe/Berlin  ', '');

it('tells with each event what it made of the downtime', () => {
  const [start, end] = ['2026-12-02T01:00:00Z', '2026-12-02T02:00:00Z'];
  expect(line('scheduled', { start, end })).toBe('scheduled for Wed 2026-12-02 02:00 by ada');
  expect(line('revised', { start, end }, 'disks')).toBe('revised for Wed 2026-12-02 02:00 by ada: disks');
  expect(line('extended', { end, was: start }, 'slow')).toBe(
    'extended until Wed 2026-12-02 03:00 by ada: slow',
  );
  expect(line('failed', { in: 'down' })).toBe('failed while down by ada');
  expect(line('flagged', { flags: [{ message: 'the freeze "x" holds' }, { message: 'wiki is down' }] })).toBe(
    'flagged (the freeze "x" holds; wiki is down) by ada',
  );
  expect(line('step-started', { step: 'copy' })).toBe('step-started copy by ada');
  expect(line('closed', {})).toBe('closed by ada');
  expect(eventLine({ ...event('closed', {}), names: { p1: null } }, 'UTC')).toMatch(
    / closed by somebody no longer known$/,
  );
});

it('lets no answer of a server write to the terminal', () => {
  expect(line('flagged', { flags: [{ message: '\u001b[2Jgone' }, null, 'odd'] })).not.toContain('\u001b');
  expect(line('scheduled', { start: null })).toBe('scheduled by ada');
});
