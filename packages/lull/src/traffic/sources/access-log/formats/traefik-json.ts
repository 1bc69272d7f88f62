import { withoutPort } from '../forwarded.ts';
import { objectIn, textOf } from '../json.ts';
import { type LogFormat, notA, READ, reasons } from '../request.ts';
import { anyStamp } from '../stamp.ts';

/** Traefik's access log in JSON. Headers are there only when its configuration keeps them. */
export const traefikJson: LogFormat = {
  name: 'traefik-json',
  encoding: 'utf8',
  inOrder: false,
  parser: (place) => (line, request) => {
    const fields = objectIn(line);
    if (!fields) return notA('traefik-json');
    const method = textOf(fields, 'RequestMethod');
    if (method === '') return reasons.noRequest;
    request.time = anyStamp(textOf(fields, 'StartUTC', 'StartLocal', 'time'), place);
    request.client = textOf(fields, 'ClientHost') || withoutPort(textOf(fields, 'ClientAddr'));
    request.method = method;
    request.path = textOf(fields, 'RequestPath');
    request.status = Number(textOf(fields, 'DownstreamStatus', 'OriginStatus')) || 0;
    request.agent = textOf(fields, 'request_User-Agent', 'request_user-agent');
    request.forwardedFor = textOf(fields, 'request_X-Forwarded-For', 'request_x-forwarded-for');
    return READ;
  },
};
