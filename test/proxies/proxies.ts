import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProxyKind, ProxySettings } from '../../packages/gate/src/proxies/contract.ts';
import { makeFolder } from '../../packages/gate/src/proxies/folder.ts';
import { say } from '../../packages/gate/src/proxies/haproxy/socket.ts';
import { proxyTypes } from '../../packages/gate/src/proxies/registry.ts';
import { freePort, isInstalled, peerFolder } from '../peers/process.ts';
import { writeNginx } from './nginx.ts';

/** A real proxy in front of an app, with the lines that `lull-gate print-config` prints. */
export interface StartedProxy {
  readonly url: string;
  readonly settings: ProxySettings;
  /** The group of its processes, which is the first one's number. */
  group(): number;
  /** Ends it at once and starts it anew, as after a power cut. */
  restart(): Promise<void>;
  kill(): Promise<void>;
  /** Somebody opens the closed gate at the proxy, behind our back. */
  tamper(): Promise<void>;
  stop(): Promise<void>;
}

/** What each kind is called in Debian. */
const packages: Readonly<Record<ProxyKind, { program: string; name: string }>> = {
  nginx: { program: 'nginx', name: 'nginx-core' },
  'nginx-lua': { program: 'nginx', name: 'nginx-core libnginx-mod-http-lua' },
  haproxy: { program: 'haproxy', name: 'haproxy' },
  caddy: { program: 'caddy', name: 'caddy' },
};

/** Why no real proxy of the kind can be started here, or null. */
export function proxyMissing(kind: ProxyKind): string | null {
  const { program, name } = packages[kind];
  return isInstalled(program) || isInstalled(`../sbin/${program}`)
    ? null
    : `${kind} is not installed (apt-get install ${name})`;
}

/** Options that tests vary. */
export interface ProxyOptions {
  readonly health?: readonly string[];
  readonly allow?: readonly string[];
  /** Paths of nginx's locations that are `internal`. */
  readonly internal?: readonly string[];
  /** Has nginx count what passes. */
  readonly isCounted?: boolean;
  /** Without the lines that the gate needs, to see what they cost. */
  readonly isBare?: boolean;
}

/** Starts a real proxy of the kind in front of an app. */
export async function startProxy(
  kind: ProxyKind,
  appPort: number,
  options: ProxyOptions = {},
): Promise<StartedProxy> {
  const root = await peerFolder(kind);
  // Its workers run as another user.
  await chmod(root, 0o755);
  const [port, other] = [await freePort(), await freePort()];
  const folder = join(root, 'gate');
  await makeFolder(folder);
  const made = await makers[kind]({ root, folder, port, other, appPort, options });
  const url = `http://127.0.0.1:${port}`;
  let child = await start(made, url);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    // The whole group: nginx's workers outlive a master that is killed.
    process.kill(-child.pid!, signal);
    await gone;
  };
  return {
    url,
    settings: {
      kind,
      service: 'shop',
      folder,
      control: made.control,
      check: `${url}/`,
      host: null,
      backends: [],
    },
    group: () => child.pid!,
    kill: () => end('SIGKILL'),
    tamper: () => made.tamper(),
    restart: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
      child = await start(made, url);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A proxy's program, ready to be started. */
export interface Made {
  /** Where the program may leave what it likes. */
  readonly home: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly control: string | null;
  readonly tamper: () => Promise<void>;
}

interface Making {
  readonly root: string;
  readonly folder: string;
  readonly port: number;
  readonly other: number;
  readonly appPort: number;
  readonly options: ProxyOptions;
}

/** Starts it, in a group of processes of its own; comes back when it answers. */
export async function start({ program, args, home }: Made, url: string): Promise<ChildProcess> {
  const path = `${process.env.PATH}:/usr/sbin`;
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: path, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
  });
  let said = '';
  child.stderr!.on('data', (part) => {
    said = `${said}${part}`.slice(-4000);
  });
  const deadline = Date.now() + 20_000;
  for (;;) {
    // Whoever else may listen there meanwhile need not answer.
    const signal = AbortSignal.timeout(2_000);
    const answer = await fetch(url, { method: 'HEAD', signal }).catch(() => null);
    if (answer !== null) return child;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${program} did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const makers: Readonly<Record<ProxyKind, (making: Making) => Promise<Made>>> = {
  nginx: (making) => makeNginx('nginx', making),
  'nginx-lua': (making) => makeNginx('nginx-lua', making),
  haproxy: makeHaproxy,
  caddy: makeCaddy,
};

async function makeNginx(kind: 'nginx' | 'nginx-lua', making: Making): Promise<Made> {
  const { root, folder, port, other, appPort, options } = making;
  const control = kind === 'nginx' ? `http://127.0.0.1:${other}/status` : `http://127.0.0.1:${other}/lull`;
  const { health = [], allow = [], internal = [], isCounted = false, isBare = false } = options;
  const settings = { service: 'shop', folder, control, health, allow, internal, isCounted };
  const printed = proxyTypes[kind].config(settings);
  const part = (name: string): string =>
    isBare ? '' : (printed.find((one) => one.name === name)?.text ?? '');
  const started = await writeNginx(
    root,
    kind,
    `  access_log ${root}/access.log;
  keepalive_requests 1000000;
  ${part('http')} ${part('service')}
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream app { server 127.0.0.1:${appPort}; keepalive 64; }
  server { listen 127.0.0.1:${other}; access_log off; location = /status { stub_status; } ${part('control')} }
  server {
    listen 127.0.0.1:${port};
    ${part('server')}
    location /kept/ { internal; return 200 "for those alone whom the app sends here"; }
    location / {
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
      proxy_buffering off;
    }
  }`,
  );
  return {
    home: root,
    ...started,
    control,
    tamper: async () => {
      if (kind === 'nginx') await rm(join(folder, 'on'));
      else await fetch(`${control}?service=shop&does=open`, { method: 'POST' });
    },
  };
}

async function makeHaproxy({ root, folder, port, appPort, options }: Making): Promise<Made> {
  const control = join(root, 'admin.sock');
  const { health = [], allow = [], isBare = false } = options;
  const printed = proxyTypes.haproxy.config({ service: 'shop', folder, control, health, allow });
  const [frontend = '', backend = ''] = isBare ? [] : printed.map(({ text }) => text);
  const map = join(folder, 'haproxy.map');
  await writeFile(map, 'does open\n');
  const path = join(root, 'haproxy.cfg');
  await writeFile(
    path,
    `global
    maxconn 4000
    stats socket ${control} mode 600 level admin
defaults
    mode http
    option abortonclose
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout tunnel 60s
frontend web
    bind 127.0.0.1:${port}
    ${frontend}
    default_backend app
backend app
    server app1 127.0.0.1:${appPort}
${backend}`,
  );
  const tamper = async () => {
    await say(control, `set map ${map} does open`);
  };
  return { home: root, program: 'haproxy', args: ['-db', '-f', path], control, tamper };
}

async function makeCaddy({ root, folder, port, other, appPort, options }: Making): Promise<Made> {
  const control = `http://127.0.0.1:${other}`;
  const { health = [], allow = [], isBare = false } = options;
  const printed = proxyTypes.caddy.config({ service: 'shop', folder, control, health, allow });
  const [site = '', errors = ''] = isBare ? [] : printed.map(({ text }) => text);
  const path = join(root, 'Caddyfile');
  await writeFile(
    path,
    `{
    admin 127.0.0.1:${other}
    auto_https off
    storage file_system ${root}/storage
}
http://127.0.0.1:${port} {
${site}
    reverse_proxy 127.0.0.1:${appPort}
${errors}
}
`,
  );
  const tamper = () => rm(join(folder, 'on'));
  return {
    home: root,
    program: 'caddy',
    args: ['run', '--config', path, '--adapter', 'caddyfile'],
    control,
    tamper,
  };
}

/** In the place of `it` for what a proxy can't do by its nature: there is nothing to skip. */
export function noTest(_name: string, _run: () => unknown): void {}
