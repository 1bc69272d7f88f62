/**
 * A text that calendars (RFC 5545, 3.1) and XML (1.0, 2.2) may hold: without control characters, halves of
 * characters and what is none; a line's end is kept where there may be several lines, and is a space
 * otherwise.
 *
 * @example plain('a\r\nBEGIN:VEVENT\u0000') === 'a BEGIN:VEVENT'
 */
export function plain(text: string, { lines = false }: { readonly lines?: boolean } = {}): string {
  const joined = text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('\t', ' ')
    .toWellFormed();
  const kept = lines ? joined : joined.replace(/\s*\n\s*/g, ' ');
  return kept.replace(/[[\p{Cc}\uFFFE\uFFFF]--\n]/gv, '').trim();
}
