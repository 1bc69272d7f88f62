const parts = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
  const known = parts.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  parts.set(timeZone, made);
  return made;
}

/**
 * What the clock on the wall of a zone shows, as a field of day and time takes it.
 *
 * @param at UTC milliseconds or ISO 8601
 * @example wallOf('2026-12-05T01:00:00Z', 'Europe/Berlin') === '2026-12-05T02:00:00'
 */
export function wallOf(at: string | number, zone: string): string {
  return format(zone).format(new Date(at)).replace(' ', 'T');
}

/**
 * The instant at which the clock on the wall of a zone shows a day and time, as UTC milliseconds: the first
 * of two, and moved on by the gap where there is none; null for what is no time.
 *
 * @example instantAt('2026-12-05T02:00', 'Europe/Berlin') === Date.parse('2026-12-05T01:00:00Z')
 */
export function instantAt(wall: string, zone: string): number | null {
  const shown = Date.parse(`${wall}Z`);
  if (Number.isNaN(shown)) return null;
  const offset = (at: number): number => Date.parse(`${wallOf(at, zone)}Z`) - Math.floor(at / 1_000) * 1_000;
  const day = 86_400_000;
  const [before, after] = [shown - offset(shown - day), shown - offset(shown + day)];
  const fits = [before, after].filter((at) => at + offset(at) === shown);
  return fits.length > 0 ? Math.min(...fits) : before;
}
