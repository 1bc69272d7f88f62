import { isForwardedFor } from '../forwarded.ts';
import { type ClfName, type LineParser, notA, READ, type Request } from '../request.ts';
import { clfStamp } from '../stamp.ts';

const quoted = '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"';
const who = '([^ "]+) [^ ]+ [^[\\]"]*?';
const what = ` \\[(\\d\\d/\\w{3}/\\d{4}:[^\\]]{8,20})\\] ${quoted} (\\d{3}|-) (?:\\d+|-)`;
const vhost = '(?:[^ ]+:\\d+|(?=[^ ]+ [^ ]*[.:])[^ ]+) (?!- )';

const patterns: Record<ClfName, RegExp> = {
  common: new RegExp(`^${who}${what}$`, 's'),
  combined: new RegExp(`^${who}${what} ${quoted} ${quoted}($| .*)`, 's'),
  'vhost-combined': new RegExp(`^${vhost}${who}${what} ${quoted} ${quoted}($| .*)`, 's'),
};

/** Reads any line of a Common Log Format, however it is escaped: the measure for the quick scanner. */
export function clfParser(name: ClfName): LineParser {
  const pattern = patterns[name];
  return (line, request) => {
    const match = pattern.exec(line);
    if (!match) return notA(name);
    request.client = match[1]!;
    request.time = clfStamp(match[2]!);
    splitRequestLine(match[3]!, request);
    request.status = Number(match[4]) || 0;
    request.agent = match[6] ?? '';
    request.forwardedFor = match[7] ? forwardedIn(match[7]) : '';
    return READ;
  };
}

const requestLine = /^([^ ]*) (.*?)(?: HTTP\/\d(?:\.\d)?)?$/s;

/** Takes `GET /path HTTP/1.1` apart; what is no such line becomes a method that is none. */
export function splitRequestLine(text: string, request: Request): void {
  const match = requestLine.exec(text);
  request.method = match ? match[1]! : text;
  request.path = match ? match[2]! : '';
}

/** A field that is never closed is taken to its end too, so that none is looked through twice. */
const field = new RegExp(quoted.replace(/"$/, '("|\\\\?$)'), 'gs');

/** nginx's own example configuration writes X-Forwarded-For behind the agent. */
function forwardedIn(rest: string): string {
  for (const [, text, end] of rest.matchAll(field)) if (end === '"' && isForwardedFor(text!)) return text!;
  return '';
}
