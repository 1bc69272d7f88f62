import { join } from 'node:path';
import { STATE_HEADER } from '../../page/index.ts';
import { isEverywhere, placeOf } from '../at.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { nameOf } from '../name-of.ts';

/**
 * What Caddy needs, in two parts. While the gate is open it costs one look for a file that isn't there; while
 * it is closed the gate's process is asked, and without it Caddy serves the same pages from the disk. Several
 * services may be in one site, if they say where they are.
 *
 * @example caddyConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function caddyConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, health } = options;
  const lull = `lull-${nameOf(service)}`;
  const socket = join('/', folder, names.socket);
  const site = `    @${lull} {
${shut(folder, placesOf(options))}
${exempt(options)}    }
    forward_auth @${lull} unix/${socket} {
        uri /
        header_up Lull-Ask forward
        header_up Lull-Method {method}
        header_up Lull-Target {http.request.orig_uri}
        header_up Lull-Address {remote_host}
    }
${health.length > 0 ? healthy(lull, shut(folder, placesOf(options)), health) : ''}`;
  const pages = join(folder, names.now);
  // What the service itself fails with is left as it is.
  const gone = `vars {http.reverse_proxy.upstream.address} unix/${socket}`;
  const errors = `    handle_errors {
        @${lull}-html {
            ${gone}
            header Accept *text/html*
        }
        @${lull}-gone ${gone}
        handle @${lull}-html {
            rewrite * /safe.html
${serving(pages, 'text/html; charset=utf-8')}
        }
        handle @${lull}-gone {
            rewrite * /safe.problem
${serving(pages, 'application/problem+json')}
        }
    }
`;
  const inside = `inside the site block of ${service}`;
  return [
    { name: 'site', where: inside, text: site },
    {
      name: 'errors',
      where: `${inside} too; joined with its own handle_errors, if it has one`,
      text: errors,
    },
  ];
}

function shut(folder: string, places: string): string {
  return `        file {
            root ${join(folder, names.on)}
            try_files on-unsafe
        }${places}`;
}

/** Where the service is, as Caddy's matchers say it. */
function placesOf(options: ConfigOptions): string {
  if (isEverywhere(options)) return '';
  const { at = [], notAt = [] } = options;
  const any = (places: readonly string[]): string => `(${places.map(matching).join(' || ')})`;
  const said = [...(at.length > 0 ? [any(at)] : []), ...(notAt.length > 0 ? [`!${any(notAt)}`] : [])];
  return `\n        expression \`${said.join(' && ')}\``;
}

function matching(text: string): string {
  const { host, path } = placeOf(text);
  const said = [
    ...(host === null ? [] : [`host('${host}')`]),
    ...(path === '' ? [] : [`path('${path}', '${path}/*')`]),
  ];
  return said.length === 0 ? 'true' : `(${said.join(' && ')})`;
}

function exempt({ health, allow }: ConfigOptions): string {
  return [
    ...(health.length > 0 ? [`        not path ${health.join(' ')}\n`] : []),
    ...(allow.length > 0 ? [`        not remote_ip ${allow.join(' ')}\n`] : []),
  ].join('');
}

function serving(pages: string, type: string): string {
  return `            header {
                Content-Type "${type}"
                Cache-Control no-store
                Retry-After 60
                ${STATE_HEADER} closed
                -Etag
                -Last-Modified
                defer
            }
            file_server {
                root ${pages}
                status 503
            }`;
}

function healthy(lull: string, matched: string, paths: readonly string[]): string {
  return `    @${lull}-health {
${matched}
        path ${paths.join(' ')}
    }
    handle @${lull}-health {
        respond "held for maintenance" 200
    }
`;
}
