import { withoutPort } from '../forwarded.ts';
import { type LogFormat, notA, READ } from '../request.ts';
import { isoStamp } from '../stamp.ts';
import { splitRequestLine } from './clf.ts';

const quoted = '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"';
const line = new RegExp(
  `^(?:\\w+ )?(\\d{4}-\\S+) \\S+ (\\S+) \\S+ [-\\d.]+ [-\\d.]+ [-\\d.]+ (\\d{3}|-) \\S+ \\d+ \\d+ ${quoted} ${quoted}`,
);

/** AWS load balancers: Application, and Classic, without the first field. The time is the response's. */
export const alb: LogFormat = {
  name: 'alb',
  encoding: 'utf8',
  inOrder: false,
  parser: () => (text, request) => {
    const match = line.exec(text);
    if (!match) return notA('alb');
    request.time = isoStamp(match[1]!, () => NaN);
    request.client = withoutPort(match[2]!);
    request.status = Number(match[3]) || 0;
    splitRequestLine(match[4]!, request);
    request.path = request.path.replace(/^\w+:\/\/[^/]*/, '');
    request.agent = match[5]!;
    request.forwardedFor = '';
    return READ;
  },
};
