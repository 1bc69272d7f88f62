import type { WriteStream } from 'node:tty';
import { printableLines } from '../printable.ts';

type Style = (text: string) => string;

/** Colours and emphasis for one stream; each gives the text as it is where the stream shows no colours. */
export interface Paint {
  readonly colors: boolean;
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly yellow: Style;
  readonly green: Style;
  readonly inverse: Style;
  /** Text on a background of the 256-colour palette. */
  readonly on: (color: number, text: string, foreground?: number) => string;
}

/** NO_COLOR and pipes get plain text, FORCE_COLOR gets colours anywhere. */
export function paint(stream: Pick<WriteStream, 'isTTY'>): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  const colors = !NO_COLOR && (forced || (stream.isTTY === true && TERM !== 'dumb'));
  const style = (open: string, close: string): Style =>
    colors ? (text) => `\x1b[${open}m${text}\x1b[${close}m` : (text) => text;
  return {
    colors,
    bold: style('1', '22'),
    dim: style('2', '22'),
    red: style('31', '39'),
    yellow: style('33', '39'),
    green: style('32', '39'),
    inverse: style('7', '27'),
    on: (color, text, foreground = 255) =>
      colors ? `\x1b[48;5;${color};38;5;${foreground}m${text}\x1b[39;49m` : text,
  };
}

/** Columns to fill: the terminal's, or 100 where nobody watches. */
export function columns(stream: Pick<WriteStream, 'isTTY' | 'columns'>): number {
  const asked = Number(process.env.COLUMNS);
  if (stream.isTTY && stream.columns) return stream.columns;
  return Number.isInteger(asked) && asked > 0 ? asked : 100;
}

const styleCode = /(\x1b\[[\d;]*m)/;

/** The text without escape sequences, to measure what a person sees. */
export function visible(text: string): string {
  return text.split(styleCode).filter(isText).join('');
}

/**
 * The text with everything but styles that a terminal would obey made visible. A style of a text from outside
 * would pass: what comes from outside goes through `printable` where it enters a line.
 *
 * @example styled('\x1b[1ma\x1b[2J') === '\x1b[1ma\\u001b[2J'
 */
export function styled(text: string): string {
  const parts = text.split(styleCode);
  return parts.map((part, i) => (isText(part, i) ? printableLines(part) : part)).join('');
}

/** Splitting by a pattern in brackets gives text and styles in turn. */
const isText = (_part: string, i: number) => i % 2 === 0;
