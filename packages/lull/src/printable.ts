/** What a terminal obeys (C0, DEL, C1, line separators), and what turns the direction of reading round. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside as one line that a terminal shows and doesn't obey: control characters and reversals of
 * the reading direction become escapes as JSON writes them.
 *
 * @example printable('a\u001b[2Jb') === 'a\\u001b[2Jb'
 */
export function printable(text: string): string {
  return text.replace(obeyed, escaped);
}

/**
 * The same for text that may have several lines and columns: newlines and tabs stay.
 *
 * @example printableLines('a\n\u0007b') === 'a\n\\u0007b'
 */
export function printableLines(text: string): string {
  return text.replace(obeyed, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/**
 * Prose from outside as one line: its lines and columns are joined by spaces, the rest is printable.
 *
 * @example oneLine('the night\n  after the backups\n') === 'the night after the backups'
 */
export function oneLine(text: string): string {
  return printable(text.trim().replaceAll(/\s+/g, ' '));
}

/**
 * The beginning of a text from outside, printable and at most `longest` characters long, for a message. No
 * half of a character (a lone surrogate) is left, which a database would refuse.
 *
 * @example excerpt('999999', 4) === '9999…'
 */
export function excerpt(text: string, longest = 40): string {
  const shown = printable(text.slice(0, longest + 1));
  return (shown.length > longest ? `${shown.slice(0, longest)}…` : shown).toWellFormed();
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
