import { join } from 'node:path';
import { STATE_HEADER } from '../../page/index.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';

/**
 * What Caddy needs, in two parts. While the gate is open it costs one look for a file that isn't there; while
 * it is closed the gate's process is asked, and without it Caddy serves the same pages from the disk.
 *
 * @example caddyConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function caddyConfig({ service, folder, health, allow }: ConfigOptions): readonly ConfigPart[] {
  const exempt = [
    ...(health.length > 0 ? [`        not path ${health.join(' ')}`] : []),
    ...(allow.length > 0 ? [`        not remote_ip ${allow.join(' ')}`] : []),
  ].join('\n');
  const pages = join(folder, names.now);
  const site = `    @lull {
        file {
            root ${join(folder, names.on)}
            try_files on-unsafe
        }
${exempt}
    }
    forward_auth @lull unix/${join('/', folder, names.socket)} {
${asking}
    }
${health.length > 0 ? healthy(health, join(folder, names.on)) : ''}`;
  const errors = `    handle_errors {
        @lull-html {
            header Accept *text/html*
            file {
                root ${pages}
                try_files safe.html
            }
        }
        @lull-problem file {
            root ${pages}
            try_files safe.problem
        }
        handle @lull-html {
            rewrite * /safe.html
${serving(pages, 'text/html; charset=utf-8')}
        }
        handle @lull-problem {
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

const asking = `        uri /
        header_up Lull-Ask forward
        header_up Lull-Method {method}
        header_up Lull-Target {http.request.orig_uri}
        header_up Lull-Address {remote_host}`;

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

function healthy(paths: readonly string[], pages: string): string {
  return `    @lull-health {
        path ${paths.join(' ')}
        file {
            root ${pages}
            try_files on-unsafe
        }
    }
    respond @lull-health "held for planned maintenance" 200
`;
}
