const units = { d: 86_400_000, h: 3_600_000, m: 60_000, min: 60_000, s: 1_000 } as const;

/**
 * The milliseconds of a length as people write it; null where it is none.
 *
 * @example lengthWritten('1h30m') === 5_400_000 && lengthWritten('90') === 5_400_000
 */
export function lengthWritten(text: string): number | null {
  const plain = text.trim().toLowerCase().replaceAll(/\s+/g, '').replace(/^p/, '').replace('t', '');
  if (/^\d{1,5}$/.test(plain)) return Number(plain) * units.m;
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(plain);
  if (clock) return Number(clock[1]) * units.h + Number(clock[2]) * units.m;
  if (!/^(\d{1,5}([.,]\d{1,2})?(d|h|min|m|s))+$/.test(plain)) return null;
  let ms = 0;
  for (const [, number, unit] of plain.matchAll(/(\d+(?:[.,]\d+)?)(d|h|min|m|s)/g)) {
    ms += Number(number!.replace(',', '.')) * units[unit as keyof typeof units];
  }
  return Math.round(ms / 1_000) * 1_000;
}

/**
 * A length as the command line takes it, and as it stands in an address.
 *
 * @example shortLength(5_400_000) === '1h30m'
 */
export function shortLength(ms: number): string {
  let left = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(left / units[unit]);
    left -= count * units[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0m';
}

/** A length as the API takes it: ISO 8601. */
export function isoLength(ms: number): string {
  return `PT${Math.round(ms / 1_000)}S`;
}
