import { type Fields, objectIn, textOf } from '../json.ts';
import { type LogFormat, notA, READ, reasons } from '../request.ts';
import { anyStamp } from '../stamp.ts';
import { splitRequestLine } from './clf.ts';

const times = ['time_iso8601', 'time_local', 'msec', '@timestamp', 'timestamp', 'time', 'ts', 'datetime'];
const clients = ['remote_addr', 'remote_ip', 'client_ip', 'clientip', 'client', 'ip', 'remote_host'];
const methods = ['request_method', 'method', 'verb'];
const paths = ['request_uri', 'uri', 'path', 'url'];
const agents = ['http_user_agent', 'user_agent', 'useragent', 'userAgent', 'agent'];
const forwarded = ['http_x_forwarded_for', 'x_forwarded_for', 'xff', 'forwarded_for'];

/** JSON as people write it with nginx's `log_format … escape=json`: its variables or other common names. */
export const nginxJson: LogFormat = {
  name: 'nginx-json',
  encoding: 'utf8',
  inOrder: false,
  parser: (place) => (line, request) => {
    const fields = objectIn(line);
    if (!fields) return notA('nginx-json');
    const stamp = textOf(fields, ...times);
    if (stamp === '' || !hasRequest(fields)) return reasons.noRequest;
    request.time = anyStamp(stamp, place);
    request.client = textOf(fields, ...clients);
    splitRequestLine(textOf(fields, 'request'), request);
    request.method = textOf(fields, ...methods) || request.method;
    request.path = textOf(fields, ...paths) || request.path;
    request.status = Number(textOf(fields, 'status', 'status_code', 'response')) || 0;
    request.agent = textOf(fields, ...agents) || (agents.some((name) => name in fields) ? '-' : '');
    request.forwardedFor = textOf(fields, ...forwarded);
    return READ;
  },
};

function hasRequest(fields: Fields): boolean {
  return textOf(fields, 'request', ...methods) !== '' && textOf(fields, ...clients) !== '';
}
