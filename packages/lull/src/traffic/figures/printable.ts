/**
 * Text from outside as a message may show it: short, and without what a terminal would obey.
 *
 * @example printable('a\u001b[2Jb') === 'a\ufffd[2Jb'
 */
export function printable(text: string, longest = 40): string {
  const shown = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
