import { type LogFormat, notA } from '../request.ts';
import { clfParser } from './clf.ts';

const suffix = / \d+ "[^"]*" "[^"]*" \d+ms$/;

/** Traefik's default: the combined format and `requests "router" "server" duration`. */
export const traefikClf: LogFormat = {
  name: 'traefik-clf',
  encoding: 'latin1',
  inOrder: false,
  parser() {
    const parse = clfParser('combined');
    return (line, request) => (suffix.test(line) ? parse(line, request) : notA('traefik-clf'));
  },
};
