import type { LogFormat } from '../request.ts';
import { clfParser } from './clf.ts';

/** `host ident user [time] "request" status bytes`, the NCSA Common Log Format. */
export const common: LogFormat = {
  name: 'common',
  encoding: 'latin1',
  inOrder: false,
  clf: 'common',
  parser: () => clfParser('common'),
};
