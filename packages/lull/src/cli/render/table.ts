import { printable } from '../../printable.ts';
import { visible } from '../terminal.ts';

/**
 * Aligned columns, two spaces apart.
 *
 * @param align `l` or `r` per column
 */
export function table(rows: readonly (readonly string[])[], align: string): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, visible(cell).length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const room = ' '.repeat(widths[i]! - visible(cell).length);
        return align[i] === 'r' ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** The same rows as a Markdown table; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => printable(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const [head, ...body] = rows;
  return head ? [line(head), line(head.map(() => '---')), ...body.map(line)] : [];
}

/** A figure short enough to be read at a glance. */
export function figure(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(2)).toLocaleString('en');
}

/** Text cut into lines of at most `width`; it keeps its own indent, and later lines have `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  const lead = /^ */.exec(text)![0];
  let line = '';
  for (const word of text.slice(lead.length).split(' ')) {
    if (line && visible(`${line} ${word}`).length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line ? `${line} ${word}` : lead + word;
  }
  return [...lines, line];
}
