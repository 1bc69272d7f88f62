import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../src/traffic/sources/access-log/formats.ts';
import { emptyRequest } from '../../src/traffic/sources/access-log/request.ts';
import { placeIn } from '../../src/traffic/stamp-parts.ts';
import { accounted, combined, firefox, read, scratchFolder, sums } from './support/logs.ts';

const scratch = scratchFolder();
const at = (text: string) => Date.parse(text);

/** Detects the format of a log and reads its last line. */
function lastRequest(log: string, zone = 'UTC') {
  const format = formatOf(Buffer.from(log))!;
  const parse = format.parser(placeIn(zone));
  const request = emptyRequest();
  let outcome = '';
  for (const line of log.trimEnd().split('\n')) outcome = parse(line, request);
  return { format: format.name, outcome, ...request };
}

const usual = {
  outcome: 'read',
  time: at('2026-01-05T01:00:07Z'),
  client: '203.0.113.7',
  method: 'POST',
  status: 201,
  agent: firefox,
  forwardedFor: '',
};
const clf = '203.0.113.7 - ann [05/Jan/2026:02:00:07 +0100] "POST /cart?id=3 HTTP/1.1" 201 512';
const plus = firefox.replaceAll(' ', '+');
const encoded = encodeURIComponent(firefox);
const w3cFields =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status time-taken';
const alb = `app/shop/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.000 0.001 0.000 201 201 34 366 "POST https://shop.example:443/cart?id=3 HTTP/1.1" "${firefox}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x "Root=1-58337364" "shop.example" "-" 0 2026-01-05T01:00:07.086000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;
const haproxy = `203.0.113.7:53332 [05/Jan/2026:01:00:07.143] front~ back/one 0/0/7/1457/1487 201 11394 - - ---- 2/1/0/0/0 0/0 {${firefox}|198.51.100.4, 10.0.0.1} {} "POST /cart?id=3 HTTP/1.1"`;
const caddy = (ts: string) =>
  `{"level":"info","ts":${ts},"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","remote_port":"5","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"POST","host":"shop.example","uri":"/cart?id=3","headers":{"User-Agent":["${firefox}"],"X-Forwarded-For":["198.51.100.4"]}},"status":201}`;

const samples: [name: string, format: string, log: string, expected?: object][] = [
  ['common', 'common', clf, { agent: '' }],
  ['combined', 'combined', `${clf} "https://shop.example/" "${firefox}"`],
  [
    "nginx's main, with X-Forwarded-For",
    'combined',
    `${clf} "-" "${firefox}" "198.51.100.4, 10.0.0.1"`,
    { forwardedFor: '198.51.100.4, 10.0.0.1' },
  ],
  ['an escaped quote in the referer', 'combined', `${clf} "a\\"b \\\\" "${firefox}"`],
  ['an escaped quote in the agent', 'combined', `${clf} "-" "a \\"b\\" c"`, { agent: 'a \\"b\\" c' }],
  [
    'IPv6 with a scope',
    'combined',
    `fe80::1%eth0${clf.slice(11)} "-" "${firefox}"`,
    { client: 'fe80::1%eth0' },
  ],
  ['virtual host with a port', 'vhost-combined', `shop.example:443 ${clf} "-" "${firefox}"`],
  ['virtual host without a port', 'vhost-combined', `shop.example ${clf} "-" "${firefox}"`],
  ['Traefik, common', 'traefik-clf', `${clf} "-" "${firefox}" 7 "web@docker" "http://10.0.0.1:80" 12ms`],
  [
    'Traefik, JSON',
    'traefik-json',
    `{"ClientAddr":"203.0.113.7:41000","ClientHost":"203.0.113.7","DownstreamStatus":201,"RequestMethod":"POST","RequestPath":"/cart?id=3","StartUTC":"2026-01-05T01:00:07Z","time":"2026-01-05T02:00:09+01:00","request_User-Agent":"${firefox}"}`,
  ],
  ['Caddy, epoch', 'caddy-json', caddy('1767574807.0'), { forwardedFor: '198.51.100.4' }],
  [
    'Caddy, ISO, behind docker compose',
    'caddy-json',
    `caddy-1  | ${caddy('"2026-01-05T01:00:07.000Z"')}`,
    { forwardedFor: '198.51.100.4' },
  ],
  ['Caddy, wall clock', 'caddy-json', caddy('"2026/01/05 01:00:07"'), { forwardedFor: '198.51.100.4' }],
  ['Caddy, nanoseconds', 'caddy-json', caddy('1767574807000000000'), { forwardedFor: '198.51.100.4' }],
  [
    'nginx JSON, time_iso8601',
    'nginx-json',
    `{"time_iso8601":"2026-01-05T02:00:07+01:00","remote_addr":"203.0.113.7","request":"POST /cart?id=3 HTTP/1.1","status":"201","http_user_agent":"${firefox}","http_x_forwarded_for":""}`,
  ],
  [
    'nginx JSON, time_local',
    'nginx-json',
    `{"time_local":"05/Jan/2026:02:00:07 +0100","remote_addr":"203.0.113.7","request_method":"POST","request_uri":"/cart?id=3","status":201,"http_user_agent":"${firefox}"}`,
  ],
  [
    'nginx JSON, msec',
    'nginx-json',
    `{"msec":"1767574807.000","remote_addr":"203.0.113.7","request_method":"POST","uri":"/cart?id=3","status":"201","http_user_agent":"${firefox}"}`,
  ],
  [
    'nginx JSON, @timestamp',
    'nginx-json',
    `{"@timestamp":"2026-01-05T01:00:07.000Z","remote_addr":"203.0.113.7","request_method":"POST","request_uri":"/cart?id=3","status":201,"http_user_agent":"${firefox}"}`,
  ],
  [
    'HAProxy, bare',
    'haproxy',
    haproxy,
    { forwardedFor: '198.51.100.4, 10.0.0.1', time: at('2026-01-05T01:00:07.143Z') },
  ],
  [
    'HAProxy, syslog',
    'haproxy',
    `Jan  5 01:00:09 lb haproxy[7]: ${haproxy}`,
    { forwardedFor: '198.51.100.4, 10.0.0.1', time: at('2026-01-05T01:00:07.143Z') },
  ],
  [
    'HAProxy, syslog of RFC 5424',
    'haproxy',
    `<134>1 2026-01-05T01:00:09.1+00:00 lb haproxy 7 - - ${haproxy}`,
    { forwardedFor: '198.51.100.4, 10.0.0.1', time: at('2026-01-05T01:00:07.143Z') },
  ],
  [
    'HAProxy, IPv6',
    'haproxy',
    haproxy.replace('203.0.113.7:', '2001:db8::7:'),
    { client: '2001:db8::7', forwardedFor: '198.51.100.4, 10.0.0.1', time: at('2026-01-05T01:00:07.143Z') },
  ],
  [
    'W3C',
    'w3c',
    `#Version: 1.0\n${w3cFields}\n2026-01-05 01:00:07 10.0.0.1 POST /cart id=3 203.0.113.7 ${plus} 201 5`,
    { path: '/cart' },
  ],
  [
    'W3C, the columns change',
    'w3c',
    `${w3cFields}\n2026-01-05 01:00:07 10.0.0.1 GET / - 192.0.2.1 x 200 5\n#Fields: time sc-status c-ip cs-method cs-uri-stem cs(User-Agent) date\n01:00:07 201 203.0.113.7 POST /cart ${plus} 2026-01-05`,
    { path: '/cart' },
  ],
  [
    'W3C, only the time',
    'w3c',
    `#Date: 2026-01-05 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n01:00:07 203.0.113.7 POST /cart 201 ${plus}`,
    { path: '/cart' },
  ],
  [
    'CloudFront',
    'cloudfront',
    `#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-forwarded-for\n2026-01-05\t01:00:07\tFRA2\t9\t203.0.113.7\tPOST\td.cloudfront.net\t/cart\t201\t-\t${encoded}\tid=3\t198.51.100.4`,
    { path: '/cart', forwardedFor: '198.51.100.4' },
  ],
  [
    'CloudFront, encoded twice',
    'cloudfront',
    `#Fields: date time x-edge-location c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n2026-01-05\t01:00:07\tFRA2\t203.0.113.7\tPOST\t/cart\t201\t${encoded.replaceAll('%', '%25')}`,
    { path: '/cart' },
  ],
  [
    'AWS ALB',
    'alb',
    `https 2026-01-05T01:00:07.186641Z ${alb}`,
    { time: at('2026-01-05T01:00:07.186Z') + 0.641 },
  ],
  [
    'AWS ELB, classic',
    'alb',
    `2026-01-05T01:00:07.186641Z ${alb}`,
    { time: at('2026-01-05T01:00:07.186Z') + 0.641 },
  ],
];

describe('formats of access logs', () => {
  it.each(samples)('%s is told from the others and read', (_, format, log, expected = {}) => {
    const { time, ...request } = { ...usual, path: '/cart?id=3', ...expected };
    const found = lastRequest(log);
    expect(found).toMatchObject({ format, ...request });
    expect(found.time).toBeCloseTo(time, 2);
  });

  it('tells the formats of Common Log Format apart even when agents look odd', () => {
    expect(formatOf(Buffer.from(`${clf} "-" "-"\n`))?.name).toBe('combined');
    expect(formatOf(Buffer.from(`::1${clf.slice(11)} "-" "x"\n`))?.name).toBe('combined');
    expect(formatOf(Buffer.from(clf.replace('- ann', '- john smith')))?.name).toBe('common');
    expect(formatOf(Buffer.from('nothing of the kind\n'))).toBeNull();
  });

  it('reads the accept date of HAProxy in the zone that is named, and twice-hours as the first', () => {
    const time = (stamp: string) =>
      lastRequest(haproxy.replace('05/Jan/2026:01:00:07.143', stamp), 'Europe/Berlin').time;
    expect(time('05/Jul/2026:01:00:07.000')).toBe(at('2026-07-04T23:00:07Z'));
    expect(time('25/Oct/2026:02:30:00.000')).toBe(at('2026-10-25T00:30:00Z'));
  });

  it('reads every zone of a stamp, half and quarter hours too', () => {
    const time = (zone: string) => lastRequest(combined({ time: `05/Jan/2026:02:00:00 ${zone}` })).time;
    expect(time('+0530')).toBe(at('2026-01-04T20:30:00Z'));
    expect(time('-0330')).toBe(at('2026-01-05T05:30:00Z'));
    expect(time('+1245')).toBe(at('2026-01-04T13:15:00Z'));
  });

  it('gives HAProxy lines that are no requests that reason', async () => {
    const log = [
      haproxy,
      'Jan  5 01:00:09 lb haproxy[7]: Proxy web started.',
      haproxy.replace(/back.*$/, 'SSL handshake failure'),
      'junk',
    ];
    const reading = await read(scratch.write('haproxy.log', log.join('\n')));
    expect(reading.skipped.byReason).toEqual({
      'no request in it': 2,
      'not a line of the format haproxy': 1,
    });
    expect(sums(reading)).toEqual({ requests: 1, writes: 1, visitors: 1 });
  });

  it('reads hostile lines in time that grows with their length only', async () => {
    const torn = `${combined()} "${'\\"'.repeat(30_000)}`;
    const braces = haproxy.replace(/\{.*/, `${'{'.repeat(60_000)} "GET / HTTP/1.1"`);
    const clf = await read(scratch.write('hostile.log', Array(20).fill(torn).join('\n')));
    expect(clf).toMatchObject({ format: 'combined', lines: 20, skipped: { count: 0 } });
    const proxied = await read(scratch.write('braces.log', Array(20).fill(braces).join('\n')));
    expect(proxied).toMatchObject({ format: 'haproxy', lines: 20, skipped: { count: 0 } });
  });

  it('skips W3C lines before any #Fields, and lines with a column too few', async () => {
    const good = `2026-01-05 01:00:07 10.0.0.1 POST /cart id=3 203.0.113.7 ${plus} 201 5`;
    const log = `#Version: 1.0\n${good}\n${w3cFields}\n${good}\n\n${good.slice(0, -2)}\n${w3cFields}\n${good}\n`;
    const reading = await read(scratch.write('w3c.log', log));
    expect(reading).toMatchObject({ format: 'w3c', lines: 4, skipped: { count: 2, first: { line: 2 } } });
    expect(accounted(reading)).toBe(4);
  });
});

const logs = new URL('../../../../../shared/logs/', import.meta.url).pathname;

describe.skipIf(!existsSync(logs))('real logs (needs the optional folder ../shared)', () => {
  it('reads the Apache log as the hourly one that it is', async () => {
    const reading = await read(`${logs}apache_combined.log`);
    expect(reading).toMatchObject({
      format: 'combined',
      lines: 10_000,
      skipped: { count: 1, first: { line: 8899 } },
      dropped: { bots: 3009, assets: 5218, filtered: 0 },
      step: 3_600_000,
    });
    expect(reading.buckets).toHaveLength(84);
    expect(sums(reading)).toEqual({ requests: 1772, writes: 1, visitors: 1173 });
    expect(reading.warnings.map(({ code }) => code)).toEqual(['coarse-stamps']);
  });

  it.each([
    ['caddy.json.log', 'caddy-json', 39, 35],
    ['haproxy.log', 'haproxy', 17, 4],
    ['iis_w3c.log', 'w3c', 210, 0],
  ])('reads %s', async (file, format, lines, skipped) => {
    const reading = await read(`${logs}${file}`);
    expect(reading).toMatchObject({ format, lines, skipped: { count: skipped } });
    expect(accounted(reading)).toBe(lines);
  });
});
