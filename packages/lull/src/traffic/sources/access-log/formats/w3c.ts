import type { LogFormat } from '../request.ts';
import { w3cParser } from './w3c-fields.ts';

const value = /"(?:[^"]|"")*"|[^ \t]+/g;

/** The W3C Extended Log File Format as IIS writes it: fields by name, UTC, `+` for spaces; others quote. */
export const w3c: LogFormat = {
  name: 'w3c',
  encoding: 'utf8',
  inOrder: true,
  parser: () =>
    w3cParser({
      name: 'w3c',
      values: (line) => line.match(value) ?? [],
      decode: (text) => (text.startsWith('"') ? text.slice(1, -1) : text.replaceAll('+', ' ')),
    }),
};
