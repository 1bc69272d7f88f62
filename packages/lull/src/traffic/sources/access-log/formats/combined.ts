import type { LogFormat } from '../request.ts';
import { clfParser } from './clf.ts';

/** The common format and `"referer" "agent"`; more fields may follow (nginx: `"X-Forwarded-For"`). */
export const combined: LogFormat = {
  name: 'combined',
  encoding: 'latin1',
  inOrder: false,
  clf: 'combined',
  parser: () => clfParser('combined'),
};
