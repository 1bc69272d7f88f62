import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answered, ask } from '../../packages/gate/src/proxies/ask.ts';
import type { ConfigOptions, ProxyKind, ProxySettings } from '../../packages/gate/src/proxies/contract.ts';
import { makeFolder } from '../../packages/gate/src/proxies/folder.ts';
import { proxyTypes } from '../../packages/gate/src/proxies/registry.ts';
import { freePort, peerFolder } from '../peers/process.ts';
import { writeNginx } from './nginx.ts';
import { start } from './proxies.ts';

/** How the two are told apart: by their names, or by a path of one name. */
export type Layout = 'host' | 'path';

export const services = ['shop', 'blog'] as const;

export type Service = (typeof services)[number];

/** One real proxy in front of two services, each with a gate of its own. */
export interface TwoServices {
  readonly settings: Readonly<Record<Service, ProxySettings>>;
  /** Asks one of them for a path below its own. */
  ask(service: Service, path: string, options?: Parameters<typeof ask>[1]): Promise<Answered>;
  stop(): Promise<void>;
}

type Parts = Readonly<Record<Service, (name: string) => string>>;

interface Making {
  readonly root: string;
  readonly port: number;
  readonly other: number;
  readonly apps: Readonly<Record<Service, number>>;
  readonly layout: Layout;
  readonly parts: Parts;
}

/** Starts it; `apps` are the ports of the services. */
export async function startTwo(
  kind: ProxyKind,
  layout: Layout,
  apps: Readonly<Record<Service, number>>,
): Promise<TwoServices> {
  const root = await peerFolder(`${kind}-two`);
  await chmod(root, 0o755);
  const [port, other] = [await freePort(), await freePort()];
  const control = {
    nginx: null,
    'nginx-lua': `http://127.0.0.1:${other}/lull`,
    haproxy: join(root, 'admin.sock'),
    caddy: `http://127.0.0.1:${other}`,
  }[kind];
  const folderOf = (service: Service): string => join(root, service);
  const part = (service: Service): ((name: string) => string) => {
    const options = { service, folder: folderOf(service), control, ...placing(kind, layout, service) };
    const health = [layout === 'path' && service === 'blog' ? '/blog/livez' : '/livez'];
    const parts = proxyTypes[kind].config({ ...options, health, allow: ['192.0.2.0/24'] });
    return (name) => parts.find((one) => one.name === name)?.text ?? '';
  };
  for (const service of services) await makeFolder(folderOf(service));
  const making = { root, port, other, apps, layout, parts: { shop: part('shop'), blog: part('blog') } };
  const url = `http://127.0.0.1:${port}`;
  const made = { ...(await makers[kind](making)), home: root, control, tamper: async () => {} };
  const child = await start(made, url);
  const host = (service: Service): string => (layout === 'host' ? `${service}.example` : 'both.example');
  const base = (service: Service): string => (layout === 'path' && service === 'blog' ? '/blog' : '');
  const backends = (service: Service): readonly string[] =>
    ({ haproxy: [service], caddy: [`127.0.0.1:${apps[service]}`], nginx: [], 'nginx-lua': [] })[kind];
  const settingsOf = (service: Service): ProxySettings => ({
    kind,
    service,
    folder: folderOf(service),
    control,
    check: `${url}${base(service)}/`,
    host: host(service),
    backends: backends(service),
  });
  return {
    settings: { shop: settingsOf('shop'), blog: settingsOf('blog') },
    ask: (service, path, options = {}) =>
      ask(`${url}${base(service)}${path}`, {
        ...options,
        headers: { host: host(service), accept: 'text/plain', ...options.headers },
      }),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      process.kill(-child.pid!, 'SIGKILL');
      await gone;
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Caddy's sites and nginx's servers tell names apart by themselves. */
function placing(kind: ProxyKind, layout: Layout, service: Service): Pick<ConfigOptions, 'at' | 'notAt'> {
  if (layout === 'path') return service === 'blog' ? { at: ['/blog'] } : { notAt: ['/blog'] };
  return kind === 'haproxy' ? { at: [`${service}.example`] } : {};
}

const makers: Readonly<
  Record<ProxyKind, (making: Making) => Promise<{ program: string; args: readonly string[] }>>
> = {
  nginx: (making) => makeNginx('nginx', making),
  'nginx-lua': (making) => makeNginx('nginx-lua', making),
  haproxy: makeHaproxy,
  caddy: makeCaddy,
};

async function makeNginx(kind: 'nginx' | 'nginx-lua', { root, port, other, apps, layout, parts }: Making) {
  const location = (service: Service, path: string): string => `
    location ${path} {
      ${parts[service]('location')}
      proxy_pass http://127.0.0.1:${apps[service]}/; proxy_http_version 1.1;
    }`;
  const byHost = services.map(
    (service) => `
  server {
    listen 127.0.0.1:${port}; server_name ${service}.example;
    ${parts[service]('server')}
    ${location(service, '/')}
  }`,
  );
  const byPath = `
  server {
    listen 127.0.0.1:${port};
    ${services.map((service) => parts[service]('server')).join('\n')}
    ${location('shop', '/')} ${location('blog', '/blog/')}
  }`;
  return writeNginx(
    root,
    kind,
    `  access_log off;
  ${parts.shop('http')}
  ${parts.shop('service')} ${parts.blog('service')}
  server { listen 127.0.0.1:${other}; ${parts.shop('control')} }
  ${layout === 'host' ? byHost.join('\n') : byPath}`,
  );
}

async function makeHaproxy({ root, port, apps, layout, parts }: Making) {
  const path = join(root, 'haproxy.cfg');
  for (const service of services) await writeFile(join(root, service, 'haproxy.map'), 'does open\n');
  const blog = layout === 'host' ? '{ hdr(host) blog.example }' : '{ path_beg /blog }';
  await writeFile(
    path,
    `global
    stats socket ${join(root, 'admin.sock')} mode 600 level admin
defaults
    mode http
    option abortonclose
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend web
    bind 127.0.0.1:${port}
${parts.shop('frontend')}${parts.blog('frontend')}
    use_backend blog if ${blog}
    default_backend shop
backend shop
    server one 127.0.0.1:${apps.shop}
backend blog
    http-request replace-path /blog(/.*) \\1
    server one 127.0.0.1:${apps.blog}
${parts.shop('backend')}${parts.blog('backend')}`,
  );
  return { program: 'haproxy', args: ['-db', '-f', path] };
}

async function makeCaddy({ root, port, other, apps, layout, parts }: Making) {
  const byHost = services.map(
    (service) => `http://${service}.example:${port} {
${parts[service]('site')}
    reverse_proxy 127.0.0.1:${apps[service]}
${parts[service]('errors')}
}`,
  );
  const byPath = `http://:${port} {
${parts.shop('site')}${parts.blog('site')}
    handle_path /blog/* {
        reverse_proxy 127.0.0.1:${apps.blog}
    }
    handle {
        reverse_proxy 127.0.0.1:${apps.shop}
    }
${parts.shop('errors')}${parts.blog('errors')}
}`;
  const path = join(root, 'Caddyfile');
  await writeFile(
    path,
    `{
    admin 127.0.0.1:${other}
    auto_https off
    storage file_system ${root}/storage
}
${layout === 'host' ? byHost.join('\n') : byPath}
`,
  );
  return { program: 'caddy', args: ['run', '--config', path, '--adapter', 'caddyfile'] };
}
