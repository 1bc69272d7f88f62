import type { Asked } from '../../../src/keeper/contract.ts';
import { MINUTE, parseInstant } from '../../../src/time/instant.ts';

/** What happens next: the time goes on, and somebody may say something. */
export interface Step {
  readonly at: string;
  readonly schedule?: { readonly start: number; readonly services: readonly string[] };
  readonly say?: Asked;
}

/** A whole life, but for its promises: scheduled, reminded, moved, reminded, begun, extended, and back. */
export const wholeLife: readonly Step[] = [
  {
    at: '2026-12-01T00:00:00Z',
    schedule: { start: parseInstant('2026-12-16T22:00:00Z'), services: ['shop', 'wiki'] },
  },
  { at: '2026-12-09T22:00:00Z' },
  {
    at: '2026-12-10T09:00:00Z',
    say: {
      type: 'revise',
      changes: { start: parseInstant('2026-12-18T21:00:00Z'), services: ['shop', 'bank'] },
    },
  },
  { at: '2026-12-18T20:00:00Z' },
  { at: '2026-12-18T20:50:00Z', say: { type: 'im-here' } },
  { at: '2026-12-18T21:00:00Z' },
  { at: '2026-12-18T21:55:00Z' },
  { at: '2026-12-18T21:57:00Z', say: { type: 'extend', later: 30 * MINUTE } },
  { at: '2026-12-18T22:20:00Z', say: { type: 'finish' } },
];

/** Scheduled, reminded, and cancelled. */
export const cancelledLife: readonly Step[] = [
  {
    at: '2026-12-01T00:00:00Z',
    schedule: { start: parseInstant('2026-12-01T22:00:00Z'), services: ['shop', 'bank'] },
  },
  { at: '2026-12-01T21:00:00Z' },
  { at: '2026-12-01T21:20:00Z', say: { type: 'cancel' } },
];
