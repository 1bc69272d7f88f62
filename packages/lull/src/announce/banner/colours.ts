/** The banner's colours where the page has none. */
const usual = '#1d4f91';

/**
 * The banner's ground, and what is read on it: black or white, whichever stands out more; one of them always
 * has a contrast of at least 4.58 (WCAG 2.2, 1.4.3 asks for 4.5).
 *
 * @param colour `#rrggbb`; null for the usual blue
 * @example coloursOn('#ffcc00').text === '#000000'
 */
export function coloursOn(colour: string | null): { readonly ground: string; readonly text: string } {
  const ground = colour ?? usual;
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(ground.slice(at, at + 2), 16)));
  // Relative luminance (WCAG 2.2), and where black and white have the same contrast with it.
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  return { ground, text: luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? '#000000' : '#ffffff' };
}

/** A channel of sRGB, 0 to 255, as light. */
function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
