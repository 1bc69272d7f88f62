import type { LogFormat } from '../request.ts';
import { clfParser } from './clf.ts';

/**
 * The combined format behind the virtual host and its port, as Debian's Apache writes it for several sites.
 */
export const vhostCombined: LogFormat = {
  name: 'vhost-combined',
  encoding: 'latin1',
  inOrder: false,
  clf: 'vhost-combined',
  parser: () => clfParser('vhost-combined'),
};
