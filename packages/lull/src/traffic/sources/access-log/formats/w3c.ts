import { type LogFormat } from '../request.ts';
import { w3cParser } from './w3c-fields.ts';

/** The W3C Extended Log File Format as IIS writes it: fields by name, UTC, `+` for spaces. */
export const w3c: LogFormat = {
  name: 'w3c',
  encoding: 'utf8',
  inOrder: true,
  parser: () => w3cParser('w3c', / +|\t/, (text) => text.replaceAll('+', ' ')),
};
