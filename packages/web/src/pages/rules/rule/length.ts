import type { Language } from './language.ts';

/** Nominal days, and exact milliseconds after them. */
export interface Length {
  readonly days: number;
  readonly ms: number;
}

export const day = 86_400_000;
const [hour, minute, second] = [3_600_000, 60_000, 1_000];

const whole = (unit: string) => `(?:(\\d+)\\s*${unit}\\s*)?`;
const exact = (unit: string) => `(?:(\\d+(?:\\.\\d+)?)\\s*${unit}\\s*)?`;
const short = new RegExp(`^${whole('w')}${whole('d')}${exact('h')}${exact('m(?:in)?')}${exact('s')}$`, 'i');
const iso =
  /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/**
 * A length as lull.yaml has it; null where it is none. The server decides in the end.
 *
 * @example lengthIn('1h 30m') // { days: 0, ms: 5_400_000 }
 */
export function lengthIn(text: string): Length | null {
  const trimmed = text.trim();
  const found = /\d/.test(trimmed) ? (short.exec(trimmed) ?? iso.exec(trimmed)) : null;
  if (!found) return null;
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return {
    days: weeks! * 7 + days!,
    ms: Math.round(hours! * hour + minutes! * minute + seconds! * second),
  };
}

/**
 * A length in whole words.
 *
 * @example sayLength({ days: 0, ms: 5_400_000 }, 'en') === '1 hour 30 minutes'
 */
export function sayLength({ days, ms }: Length, language: Language): string {
  const seconds = (ms % minute) / second;
  const parts = [
    [days, 'day'],
    [Math.floor(ms / hour), 'hour'],
    [Math.floor((ms % hour) / minute), 'minute'],
    [seconds, 'second'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => unitOf(count, unit, language));
  return said.join(' ') || unitOf(0, 'minute', language);
}

function unitOf(count: number, unit: string, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** Whether a length as it is written is one that lasts. */
export function lasts(text: unknown): boolean {
  const length = typeof text === 'string' ? lengthIn(text) : null;
  return length !== null && length.days * day + length.ms > 0;
}
