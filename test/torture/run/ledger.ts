import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A process by its number and when it began, which together no other process ever has. */
export interface Mark {
  readonly pid: number;
  readonly began: string;
}

/** What the change itself writes down, outside Lull, on the disk before it goes on. */
export interface Line {
  /** `left`: a program that the step started; `overlap`: something of an earlier step still ran; `mended`: by a person. */
  readonly what: 'begin' | 'end' | 'left' | 'overlap' | 'mended';
  readonly way: 'forward' | 'back';
  readonly step: string;
  readonly attempt: number;
  /** UTC milliseconds, by a clock that nobody steps. */
  readonly at: number;
  readonly process: Mark | null;
}

/** Adds a line, synced. */
export function note(path: string, line: Omit<Line, 'at'>): void {
  const descriptor = openSync(path, 'a');
  writeSync(descriptor, `${JSON.stringify({ ...line, at: Date.now() })}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** All lines of a ledger; none where nothing has begun. */
export function readLedger(path: string): readonly Line[] {
  if (!existsSync(path)) return [];
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Line);
}

/** The process of that number, as it is now; null where there is none. */
export function markOf(pid: number): Mark | null {
  try {
    // The name, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return fields[0] === 'Z' ? null : { pid, began: fields[19]! };
  } catch {
    return null;
  }
}

/** Processes of a ledger's steps that still run, but for one's own. */
export function stillRunning(lines: readonly Line[], own = process.pid): readonly Line[] {
  return lines.filter(
    ({ process: mark }) => mark !== null && mark.pid !== own && markOf(mark.pid)?.began === mark.began,
  );
}

/** Whether the change is neither untouched nor whole nor wholly undone. */
export function isHalfDone(
  lines: readonly Line[],
  { first, last }: { first: string; last: string },
): boolean {
  const has = (what: Line['what'], way: Line['way'], step?: string): boolean =>
    lines.some((line) => line.what === what && line.way === way && (step ?? line.step) === line.step);
  if (!has('begin', 'forward')) return false;
  const isWhole = has('end', 'forward', last) && !has('begin', 'back');
  return !isWhole && !has('end', 'back', first);
}
