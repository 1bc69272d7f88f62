import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../src/time/instant.ts';

test.each([
  ['2026-01-05T02:00:00+01:00', '2026-01-05T01:00:00Z'],
  ['2026-01-05T02:00Z', '2026-01-05T02:00:00Z'],
  ['20260105T020000.5Z', '2026-01-05T02:00:00.500Z'],
  ['0000-01-01T00:00Z', '0000-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('%s is %s', (text, instant) => {
  expect(formatInstant(parseInstant(text))).toBe(instant);
});

test.each([
  '2026-01-05T02:00',
  '2026-01-05',
  '2026-02-30T00:00Z',
  'now',
  '',
  '+010000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '-000001-12-31T23:59:59Z',
])('%j is no instant, and the error says how to write one', (text) => {
  expect(() => parseInstant(text)).toThrow(
    expect.objectContaining({ code: 'bad-instant', todo: expect.stringContaining('2026-01-05T02:00:00Z') }),
  );
});
