/** A cell of a terminal: one character and how it is shown. */
interface Cell {
  readonly char: string;
  readonly foreground: string;
  readonly background: string | null;
  readonly bold: boolean;
}

const cellWidth = 8.4;
const lineHeight = 18;
const margin = 14;
const paper = '#16161d';
const ink = '#d8d8e0';
const faint = '#85858f';
const named: Record<number, string> = { 31: '#f2777a', 32: '#99cc99', 33: '#ffcc66' };

/**
 * A picture (SVG) of what a terminal shows for a text with colour sequences.
 *
 * @param command the line that was typed, shown as a prompt above
 */
export function terminalPicture(command: string, text: string): string {
  const lines = [...cellsOf(`\x1b[1m$ ${command}\x1b[22m\n\n${text.trimEnd()}`)];
  const width = Math.max(...lines.map((line) => line.length)) * cellWidth + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  const body = lines.map((line, row) => drawLine(line, margin + row * lineHeight)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(1)} ${height}" width="${width.toFixed(0)}" role="img" aria-label="${entities(command)}">
<rect width="100%" height="100%" rx="8" fill="${paper}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${body}
</g>
</svg>
`;
}

function* cellsOf(text: string): Generator<Cell[]> {
  let style = { bold: false, dim: false, foreground: '', background: '' };
  for (const line of text.split('\n')) {
    const cells: Cell[] = [];
    for (const [, codes, char] of line.matchAll(/\x1b\[([\d;]*)m|([\s\S])/gu)) {
      if (char === undefined) style = styled(style, (codes ?? '').split(';').map(Number));
      else {
        const { bold, dim, foreground, background } = style;
        cells.push({
          char,
          bold,
          foreground: foreground || (dim ? faint : ink),
          background: background || null,
        });
      }
    }
    yield cells;
  }
}

function styled<S extends { bold: boolean; dim: boolean; foreground: string; background: string }>(
  style: S,
  codes: number[],
): S {
  const next = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 39) next.foreground = '';
    else if (code === 49) next.background = '';
    else if (named[code]) next.foreground = named[code];
    else if (code === 38 || code === 48) {
      next[code === 38 ? 'foreground' : 'background'] = paletteColor(codes[i + 2]!);
      i += 2;
    }
  }
  return next;
}

/** The colour cube and greys of the 256-colour palette. */
function paletteColor(index: number): string {
  const hex = (part: number): string => part.toString(16).padStart(2, '0');
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const level = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return `#${hex(level(Math.floor(cube / 36)))}${hex(level(Math.floor(cube / 6) % 6))}${hex(level(cube % 6))}`;
}

function drawLine(cells: readonly Cell[], top: number): string {
  const runs: { start: number; cells: Cell[] }[] = [];
  for (const [i, cell] of cells.entries()) {
    const run = runs.at(-1);
    if (run && sameStyle(run.cells[0]!, cell)) run.cells.push(cell);
    else runs.push({ start: i, cells: [cell] });
  }
  return runs.map(({ start, cells: run }) => drawRun(run, margin + start * cellWidth, top)).join('');
}

function drawRun(run: readonly Cell[], left: number, top: number): string {
  const { foreground, background, bold } = run[0]!;
  const width = (run.length * cellWidth).toFixed(1);
  const x = left.toFixed(1);
  const behind = background
    ? `<rect x="${x}" y="${top}" width="${width}" height="${lineHeight}" fill="${background}"/>`
    : '';
  const chars = run.map(({ char }) => char).join('');
  if (chars.trim() === '') return behind;
  const weight = bold ? ' font-weight="bold"' : '';
  return `${behind}<text x="${x}" y="${top + 13}" textLength="${width}" fill="${foreground}"${weight}>${entities(chars)}</text>`;
}

function sameStyle(a: Cell, b: Cell): boolean {
  return a.foreground === b.foreground && a.background === b.background && a.bold === b.bold;
}

function entities(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
