import { LullError } from '../../../errors.ts';
import { alb } from './formats/alb.ts';
import { caddyJson } from './formats/caddy-json.ts';
import { cloudfront } from './formats/cloudfront.ts';
import { combined } from './formats/combined.ts';
import { common } from './formats/common.ts';
import { haproxy } from './formats/haproxy.ts';
import { nginxJson } from './formats/nginx-json.ts';
import { traefikClf } from './formats/traefik-clf.ts';
import { traefikJson } from './formats/traefik-json.ts';
import { vhostCombined } from './formats/vhost-combined.ts';
import { w3c } from './formats/w3c.ts';
import { emptyRequest, type LogFormat, READ } from './request.ts';

/** Enough for most logs; the rest of a head is looked at when nothing in this can be read. */
const FIRST_LOOK = 16 * 1024;

/** Every format of access log. Where a line can be read in two of them, the first one counts. */
export const formats: readonly LogFormat[] = [
  traefikClf,
  vhostCombined,
  combined,
  common,
  traefikJson,
  caddyJson,
  nginxJson,
  cloudfront,
  w3c,
  alb,
  haproxy,
];

/** Other names by which people know them. */
const aliases: Readonly<Record<string, string>> = {
  caddy: 'caddy-json',
  traefik: 'traefik-json',
  iis: 'w3c',
  'aws-alb': 'alb',
};

/** The names that --format takes. */
export const formatNames: readonly string[] = [
  ...formats.map((format) => format.name),
  ...Object.keys(aliases),
];

/**
 * The format of this name.
 *
 * @throws LullError `bad-option` for a name that is none
 */
export function formatNamed(name: string): LogFormat {
  const wanted = name.toLowerCase();
  const format = formats.find((each) => each.name === (aliases[wanted] ?? wanted));
  if (format) return format;
  throw new LullError(
    'bad-option',
    `"${name}" is not a format of access log`,
    `Use one of ${formats.map((each) => each.name).join(', ')}.`,
  );
}

/**
 * The format in which most lines of the beginning of a file can be read, or null when there is none.
 *
 * @example
 * const line = '192.0.2.1 - - [05/Jan/2026:02:00:00 +0000] "GET / HTTP/1.1" 200 5';
 * formatOf(Buffer.from(line))?.name === 'common'
 */
export function formatOf(head: Buffer): LogFormat | null {
  return bestFormat(head.subarray(0, FIRST_LOOK)) ?? bestFormat(head);
}

function bestFormat(head: Buffer): LogFormat | null {
  let best: LogFormat | null = null;
  let most = 0;
  for (const format of formats) {
    const parse = format.parser((wall) => wall);
    const request = emptyRequest();
    const lines = head
      .toString(format.encoding)
      .replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '')
      .split(/\r?\n/);
    const readable = lines.filter(
      (line) => parse(line, request) === READ && !Number.isNaN(request.time),
    ).length;
    if (readable > most) [best, most] = [format, readable];
  }
  return best;
}
