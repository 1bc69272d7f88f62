/** One request as a journey makes it up, to be written in any log format. */
export interface Visit {
  /** UTC ms, whole seconds. */
  readonly at: number;
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly agent: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (figure: number) => String(figure).padStart(2, '0');
const iso = (at: number) => new Date(at).toISOString();

/** `05/Jan/2026:02:00:00 +0530`, on the clock of an offset in minutes. */
export function clfTime(at: number, offset = 0): string {
  const local = new Date(at + offset * 60_000);
  const day = `${two(local.getUTCDate())}/${months[local.getUTCMonth()]}/${local.getUTCFullYear()}`;
  const sign = offset < 0 ? '-' : '+';
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${day}:${local.toISOString().slice(11, 19)} ${zone}`;
}

/** A line of the combined format. */
export function combined({ at, client, method, path, status, agent }: Visit, offset = 0): string {
  return `${client} - - [${clfTime(at, offset)}] "${method} ${path} HTTP/1.1" ${status} 512 "-" "${agent}"`;
}

interface WrittenFormat {
  readonly head?: string;
  /** Whether the format has the user agent, without which visitors are addresses. */
  readonly hasAgent: boolean;
  readonly line: (visit: Visit) => string;
}

const w3cFields =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status';
const cloudfrontFields =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query';

/** Every format of access log, written from the documentation of the server that writes it. */
export const writtenFormats: Readonly<Record<string, WrittenFormat>> = {
  combined: { hasAgent: true, line: (visit) => combined(visit) },
  common: { hasAgent: false, line: (visit) => combined(visit).split(' "-" ')[0]! },
  'vhost-combined': { hasAgent: true, line: (visit) => `shop.example.org:443 ${combined(visit)}` },
  'nginx-json': {
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      JSON.stringify({
        time_iso8601: iso(at).replace('.000Z', '+00:00'),
        remote_addr: client,
        request: `${method} ${path} HTTP/1.1`,
        status: String(status),
        http_user_agent: agent,
      }),
  },
  'caddy-json': {
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      JSON.stringify({
        level: 'info',
        ts: at / 1000 + 0.25,
        logger: 'http.log.access',
        msg: 'handled request',
        request: {
          remote_ip: client,
          remote_port: '40000',
          client_ip: client,
          proto: 'HTTP/2.0',
          method,
          host: 'shop.example.org',
          uri: path,
          headers: { 'User-Agent': [agent] },
        },
        bytes_read: 0,
        duration: 0.001,
        size: 10,
        status,
      }),
  },
  'traefik-json': {
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      JSON.stringify({
        ClientAddr: `${client}:40000`,
        ClientHost: client,
        DownstreamStatus: status,
        RequestMethod: method,
        RequestPath: path,
        StartUTC: iso(at).replace('.000Z', '.123456789Z'),
        'request_User-Agent': agent,
        level: 'info',
        msg: '',
        time: iso(at),
      }),
  },
  haproxy: {
    hasAgent: false,
    line: ({ at, client, method, path, status }) => {
      const day = new Date(at);
      const syslog = `${months[day.getUTCMonth()]} ${String(day.getUTCDate()).padStart(2)} ${iso(at).slice(11, 19)}`;
      const accepted = `[${clfTime(at).slice(0, -6)}.123]`;
      const counts = '0/0/1/5/6';
      return `${syslog} lb1 haproxy[123]: ${client}:40000 ${accepted} web~ app/app1 ${counts} ${status} 512 - - ---- 1/1/0/0/0 0/0 "${method} ${path} HTTP/1.1"`;
    },
  },
  w3c: {
    head: `#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: ${w3cFields}\n`,
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      `${iso(at).slice(0, 10)} ${iso(at).slice(11, 19)} 10.0.0.1 ${method} ${path} - 443 - ${client} ${agent.replaceAll(' ', '+')} - ${status}`,
  },
  cloudfront: {
    head: `#Version: 1.0\n#Fields: ${cloudfrontFields}\n`,
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      [
        iso(at).slice(0, 10),
        iso(at).slice(11, 19),
        'FRA50-C1',
        512,
        client,
        method,
        'd111111abcdef8.cloudfront.net',
        path,
        status,
        '-',
        encodeURIComponent(agent),
        '-',
      ].join('\t'),
  },
  alb: {
    hasAgent: true,
    line: ({ at, client, method, path, status, agent }) =>
      `https ${iso(at).replace('.000Z', '.123456Z')} app/lb/50dc6c495c0c9188 ${client}:40000 10.0.0.1:80 0.000 0.001 0.000 ${status} ${status} 34 366 "${method} https://shop.example.org:443${path} HTTP/2.0" "${agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu:1:targetgroup/t/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "-" "-" 0 ${iso(at)} "forward" "-" "-" "10.0.0.1:80" "${status}" "-" "-"`,
  },
};

const browsers = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
];
export const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** Visits over some hours, the same for the same seed: a few clients, some writes, a bot, some assets. */
export function madeVisits(start: number, hours: number, perHour: number, seed = 1): Visit[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const visits = Array.from({ length: hours * perHour }, (): Visit => {
    const at = start + Math.floor(random() * hours * 3600) * 1000;
    const client = `198.51.100.${1 + Math.floor(random() * 30)}`;
    const dice = random();
    const common = {
      at,
      client,
      status: random() < 0.1 ? 404 : 200,
      agent: browsers[random() < 0.5 ? 0 : 1]!,
    };
    if (dice < 0.1) return { ...common, method: 'GET', path: '/robots.txt', agent: crawler };
    if (dice < 0.25) return { ...common, method: 'GET', path: '/static/app.js' };
    if (dice < 0.45) return { ...common, method: 'POST', path: '/cart' };
    return { ...common, method: dice < 0.5 ? 'HEAD' : 'GET', path: `/item/${Math.floor(random() * 50)}` };
  });
  return visits.sort((a, b) => a.at - b.at);
}

/** What a bucket of a log should hold, counted here by plain sets. */
export function expectedBuckets(
  visits: readonly Visit[],
  { step = 300_000, hasAgent = true }: { step?: number; hasAgent?: boolean } = {},
): { start: string; requests: number; writes: number; visitors: number; value: null }[] {
  const counted = visits.filter(
    ({ path, agent }) => !path.startsWith('/static/') && !(hasAgent && agent === crawler),
  );
  const byStart = Map.groupBy(counted, ({ at }) => Math.floor(at / step) * step);
  return [...byStart.keys()]
    .sort((a, b) => a - b)
    .map((start) => {
      const inside = byStart.get(start)!;
      const who = new Set(inside.map(({ client, agent }) => (hasAgent ? `${client} ${agent}` : client)));
      return {
        start: iso(start).replace('.000Z', 'Z'),
        requests: inside.length,
        writes: inside.filter(({ method }) => method === 'POST').length,
        visitors: who.size,
        value: null,
      };
    });
}
