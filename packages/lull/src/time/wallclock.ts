import { DAY, type Instant } from './instant.ts';
import { type DstRemark, type OffsetSpan, offsetSpans, parseZone } from './zone.ts';

/**
 * A time on a wall clock, without a zone: milliseconds since 1970-01-01T00:00 on that clock, so that
 * `Date.UTC` makes one and arithmetic on days is plain addition.
 */
export type WallMs = number;

/**
 * What `atWallTime` and `wallTime` answer, for many times of one zone: in integers, from a table of its
 * offsets.
 */
export interface WallClock {
  readonly zone: string;
  /**
   * The instant at which the clock shows this time; a missing time moves on, a repeated one is taken first.
   */
  at(wall: WallMs): { readonly instant: Instant; readonly remark: DstRemark };
  /** What the clock shows at the instant. */
  shows(instant: Instant): WallMs;
}

const BLOCK = 512 * DAY;
/**
 * Wider than any zone's distance from UTC, and than any jump of its clocks (a whole day: Apia, Kwajalein).
 */
const MARGIN = 2 * DAY;

const clocks = new Map<string, WallClock>();

/**
 * The wall clock of a zone. Clocks are kept, and what they learn of a zone's offsets with them.
 *
 * @throws LullError `unknown-zone`
 * @example wallClock('Europe/Berlin').at(Date.UTC(2026, 0, 5, 2)).instant === Date.UTC(2026, 0, 5, 1)
 */
export function wallClock(name: string): WallClock {
  const zone = parseZone(name);
  const kept = clocks.get(zone);
  if (kept) return kept;
  const blocks = new Map<number, OffsetSpan[]>();
  const spansAround = (ms: number): OffsetSpan[] => {
    const block = Math.floor(ms / BLOCK);
    let spans = blocks.get(block);
    if (!spans) {
      spans = offsetSpans(zone, { start: block * BLOCK - MARGIN, end: (block + 1) * BLOCK + MARGIN });
      blocks.set(block, spans);
    }
    return spans;
  };
  const clock: WallClock = {
    zone,
    at: (wall) => resolve(wall, spansAround(wall)),
    shows: (instant) => instant + spansAround(instant).find((span) => instant < span.end)!.offset,
  };
  clocks.set(zone, clock);
  return clock;
}

function resolve(wall: WallMs, spans: readonly OffsetSpan[]): { instant: Instant; remark: DstRemark } {
  const i = spans.findIndex((span) => wall - span.offset < span.end);
  const span = spans[i]!;
  const instant = wall - span.offset;
  if (instant < span.start) return { instant: wall - spans[i - 1]!.offset, remark: 'moved' };
  const next = spans[i + 1];
  return { instant, remark: next && wall - next.offset >= next.start ? 'twice' : null };
}
