import { headerOf, isFields, objectIn, textOf } from '../json.ts';
import { type LogFormat, notA, READ, reasons } from '../request.ts';
import { anyStamp } from '../stamp.ts';

/** Caddy's own JSON: the request is an object, its headers are lists. Other lines tell of the server. */
export const caddyJson: LogFormat = {
  name: 'caddy-json',
  encoding: 'utf8',
  inOrder: false,
  parser: (place) => (line, request) => {
    const fields = objectIn(line);
    if (!fields) return notA('caddy-json');
    const about = fields.request;
    if (!isFields(about) || typeof about.method !== 'string') return reasons.noRequest;
    if (fields.status === undefined) return reasons.noRequest;
    request.time = anyStamp(textOf(fields, 'ts', 'time', 'timestamp'), place);
    request.client = textOf(about, 'client_ip', 'remote_ip', 'remote_addr');
    request.method = about.method;
    request.path = textOf(about, 'uri');
    request.status = Number(textOf(fields, 'status')) || 0;
    request.agent = headerOf(about.headers, 'user-agent');
    request.forwardedFor = headerOf(about.headers, 'x-forwarded-for');
    return READ;
  },
};
