import { isForwardedFor } from '../forwarded.ts';
import { type LogFormat, notA, READ, type Request, reasons } from '../request.ts';
import { clfStamp } from '../stamp.ts';
import { splitRequestLine } from './clf.ts';

const accepted = '(\\S+):\\d+ \\[(\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)\\] \\S+ \\S+';
const http = new RegExp(
  `(?:^| )${accepted} [-+\\d/]+ (-?\\d+) \\+?\\d+ \\S+ \\S+ \\S+ [\\d+/]+ \\d+/\\d+ (.*?)"([^"]*)(?:$|")`,
);
const other = /haproxy(?:\[\d+\]|\s)|:\d+ \[\d\d\/\w{3}\/\d{4}:/;
const product = /^[^\s/:]+\/[\w.]*\d/;

/**
 * HAProxy's `option httplog`, with or without what syslog puts before it. The accept date carries no zone.
 * HAProxy cuts long lines, so that the closing quote may be missing. Captured headers carry no names: they
 * are told by their looks.
 */
export const haproxy: LogFormat = {
  name: 'haproxy',
  encoding: 'utf8',
  inOrder: false,
  parser: (place) => (line, request) => {
    const match = http.exec(line);
    if (!match) return other.test(line) ? reasons.noRequest : notA('haproxy');
    request.client = match[1]!;
    request.time = clfStamp(match[2]!, place);
    request.status = Math.max(0, Number(match[3])) % 1000;
    splitRequestLine(match[5]!, request);
    readCaptured(match[4]!, request);
    return READ;
  },
};

function readCaptured(groups: string, request: Request): void {
  const values = (/^[^{]*\{([^}]*)\}/.exec(groups)?.[1] ?? '').split('|');
  request.agent = values.filter((value) => product.test(value)).sort((a, b) => b.length - a.length)[0] ?? '';
  request.forwardedFor = values.find(isForwardedFor) ?? '';
}
