import { changeWithin, DAY, HOUR, instantOf, offsetAt, wallOf } from './clock.ts';

/** A time, half-open, UTC milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a day in which the clock runs evenly: where it stands on the row, as shares of its width. */
export interface Stretch extends Span {
  readonly from: number;
  readonly to: number;
  /** Which of two times around it is, where an hour comes twice. */
  readonly time: 0 | 1 | 2;
}

/** A day of a zone: one row of the picture. */
export interface DayRow extends Span {
  /** What the clocks show at its midnight, as UTC milliseconds. */
  readonly wall: number;
  /** `2026-12-05`. */
  readonly date: string;
  /** Its length in hours: 23 or 25 when the clocks are changed. */
  readonly hours: number;
  readonly stretches: readonly Stretch[];
  /** Hours that the clocks leave out, as shares of the width. */
  readonly gap: { readonly from: number; readonly to: number } | null;
}

/** A piece of a span on a row; `from` and `to` are shares of its width. */
export interface Piece {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** The days of a zone that a time touches. */
export function daysOf({ start, end }: Span, zone: string): DayRow[] {
  const rows: DayRow[] = [];
  let wall = Math.floor(wallOf(start, zone) / DAY) * DAY;
  for (; rows.length < 100; wall += DAY) {
    const row = dayOf(wall, zone);
    if (row.start >= end) break;
    rows.push(row);
  }
  return rows;
}

function dayOf(wall: number, zone: string): DayRow {
  const start = instantOf(wall, zone);
  const end = instantOf(wall + DAY, zone);
  const date = new Date(wall).toISOString().slice(0, 10);
  const change = changeWithin(start - 1, end, zone);
  const day = { wall, date, start, end, hours: (end - start) / HOUR };
  const whole = { start, end, from: 0, to: 1, time: 0 } as const;
  if (change === null || change === end) return { ...day, stretches: [whole], gap: null };
  const before = change + offsetAt(change - 1, zone);
  const after = change + offsetAt(change, zone);
  const at = (clock: number): number => Math.min(1, Math.max(0, (clock - wall) / DAY));
  if (after > before) {
    const stretches = [
      { start, end: change, from: 0, to: at(before), time: 0 },
      { start: change, end, from: at(after), to: 1, time: 0 },
    ] as const;
    return { ...day, stretches: stretches.filter(isSome), gap: { from: at(before), to: at(after) } };
  }
  const twice = before - after;
  const middle = (at(after) + at(before)) / 2;
  const stretches = [
    { start, end: change - twice, from: 0, to: at(after), time: 0 },
    { start: change - twice, end: change, from: at(after), to: middle, time: 1 },
    { start: change, end: change + twice, from: middle, to: at(before), time: 2 },
    { start: change + twice, end, from: at(before), to: 1, time: 0 },
  ] as const;
  return { ...day, stretches: stretches.filter(isSome), gap: null };
}

const isSome = ({ start, end, from, to }: Stretch): boolean => end > start && to > from;

/** Where a time lies on the rows. */
export function piecesOf(span: Span, rows: readonly DayRow[]): Piece[] {
  return rows.flatMap((day, row) => {
    if (span.end <= day.start || span.start >= day.end) return [];
    const found = day.stretches.flatMap((stretch) => {
      const [start, end] = [Math.max(span.start, stretch.start), Math.min(span.end, stretch.end)];
      if (end <= start) return [];
      return [{ row, from: placeIn(stretch, start), to: placeIn(stretch, end) }];
    });
    return joined(found);
  });
}

function joined(pieces: readonly Piece[]): Piece[] {
  const made: Piece[] = [];
  for (const piece of pieces) {
    const last = made.at(-1);
    if (last && Math.abs(last.to - piece.from) < 1e-9) made[made.length - 1] = { ...last, to: piece.to };
    else made.push(piece);
  }
  return made;
}

function placeIn({ start, end, from, to }: Stretch, at: number): number {
  return from + ((at - start) / (end - start)) * (to - from);
}

/** The instant at a place of a row; in hours that the clocks leave out, that of the change. */
export function instantAt(row: DayRow, place: number): number {
  const stretch = row.stretches.find(({ to }) => place < to) ?? row.stretches.at(-1)!;
  const share = Math.min(1, Math.max(0, (place - stretch.from) / (stretch.to - stretch.from)));
  return Math.min(row.end - 1, stretch.start + share * (stretch.end - stretch.start));
}
