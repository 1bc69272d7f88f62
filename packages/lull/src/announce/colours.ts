/** The accent where the organisation names none. */
const usual = '#0b5f78';

/** What text stands on, as in `assets/base.css`: of each pair the ground that leaves it less contrast. */
const grounds = { light: '#f3f5f7', dark: '#18212a' } as const;

/** WCAG 2.2, 1.4.3, with a little to spare for rounding. */
const ENOUGH = 4.6;

/** A colour and what is made of it. */
export interface Accent {
  /** The colour itself, for areas, and black or white for what is read on it. */
  readonly area: string;
  readonly onArea: string;
  /** The colour as text and lines: moved towards black or white until it can be read. */
  readonly light: string;
  readonly dark: string;
}

/**
 * What an accent is on a page that must stay readable whatever colour was chosen.
 *
 * @param colour `#rrggbb`; null for the usual one
 * @example accentOf('#f5d90a').onArea === '#000000'
 */
export function accentOf(colour: string | null): Accent {
  const { ground: area, text: onArea } = coloursOn(colour);
  return {
    area,
    onArea,
    light: moved(area, '#000000', grounds.light),
    dark: moved(area, '#ffffff', grounds.dark),
  };
}

/**
 * A coloured ground, and what is read on it: black or white, whichever stands out more; one of them always
 * has a contrast of at least 4.58 (WCAG 2.2, 1.4.3 asks for 4.5).
 *
 * @param colour `#rrggbb`; null for the usual one
 * @example coloursOn('#ffcc00').text === '#000000'
 */
export function coloursOn(colour: string | null): { readonly ground: string; readonly text: string } {
  const ground = (colour ?? usual).toLowerCase();
  const isLight = contrast(ground, '#000000') >= contrast(ground, '#ffffff');
  return { ground, text: isLight ? '#000000' : '#ffffff' };
}

/**
 * The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio).
 *
 * @example contrast('#000000', '#ffffff') === 21
 */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function moved(colour: string, towards: string, ground: string): string {
  const [from, to] = [channels(colour), channels(towards)];
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = from.map((channel, i) => Math.round(channel + (to[i]! - channel) * share));
    const text = `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
    if (contrast(text, ground) >= ENOUGH) return text;
  }
  return towards;
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
