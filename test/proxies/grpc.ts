import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import type { ProxyKind, ProxySettings } from '../../packages/gate/src/proxies/contract.ts';
import { makeFolder } from '../../packages/gate/src/proxies/folder.ts';
import { proxyTypes } from '../../packages/gate/src/proxies/registry.ts';
import { freePort, peerFolder } from '../peers/process.ts';
import { writeNginx } from './nginx.ts';
import { start } from './proxies.ts';

const asIs = (message: Buffer): Buffer => message;
const shared = {
  requestStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};
const definition = {
  echo: { ...shared, path: '/shop.Shop/Echo', responseStream: false },
  watch: { ...shared, path: '/shop.Shop/Watch', responseStream: true },
} as const;

/** A gRPC service: `Echo` answers with what it gets, `Watch` streams until it is told to end. */
export interface GrpcService {
  readonly port: number;
  /** Sends one more message to every stream. */
  send(text: string): void;
  /** Ends every stream in good order. */
  finish(): void;
  stop(): void;
}

export async function startGrpc(): Promise<GrpcService> {
  const streams = new Set<grpc.ServerWritableStream<Buffer, Buffer>>();
  const server = new grpc.Server();
  server.addService(definition, {
    echo: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) =>
      done(null, call.request),
    watch: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
      streams.add(call);
      call.on('close', () => streams.delete(call));
      call.on('cancelled', () => streams.delete(call));
      call.write(Buffer.from('first'));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    send: (text) => {
      for (const stream of streams) stream.write(Buffer.from(text));
    },
    finish: () => {
      for (const stream of streams) stream.end();
    },
    stop: () => server.forceShutdown(),
  };
}

/** How a call ended. */
export interface Called {
  readonly code: grpc.status;
  readonly details: string;
  readonly metadata: grpc.Metadata;
  readonly got: readonly string[];
}

/** A stream that a client reads. */
export interface Watching {
  readonly got: string[];
  readonly ended: Promise<Called>;
}

/** A real client over one connection that it keeps. */
export function grpcClient(port: number) {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const { echo, watch } = definition;
  return {
    echo: (text: string): Promise<Called> =>
      new Promise((resolve) => {
        const got: string[] = [];
        const call = client.makeUnaryRequest(echo.path, asIs, asIs, Buffer.from(text), (_, answer) => {
          if (answer) got.push(answer.toString());
        });
        call.on('status', (status) => resolve({ ...status, got }));
      }),
    watch: (): Watching => {
      const call = client.makeServerStreamRequest(watch.path, asIs, asIs, Buffer.from(''));
      const got: string[] = [];
      const ended = new Promise<Called>((resolve) => {
        call.on('data', (message: Buffer) => got.push(message.toString()));
        // Every end comes as a status, errors too.
        call.on('error', () => {});
        call.on('status', (status) => resolve({ ...status, got }));
      });
      return { got, ended };
    },
    close: () => client.close(),
  };
}

/** A real proxy that speaks HTTP/2 to clients and to the service. */
export interface GrpcProxy {
  readonly port: number;
  readonly settings: ProxySettings;
  stop(): Promise<void>;
}

interface Making {
  readonly root: string;
  /** For clients, for checks over HTTP/1.1, for the proxy's own status. */
  readonly ports: readonly [number, number, number];
  readonly app: number;
  readonly part: (name: string) => string;
}

export async function startGrpcProxy(kind: ProxyKind, app: number): Promise<GrpcProxy> {
  const root = await peerFolder(`${kind}-grpc`);
  await chmod(root, 0o755);
  const folder = join(root, 'gate');
  await makeFolder(folder);
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const control = {
    nginx: `http://127.0.0.1:${ports[2]}/status`,
    'nginx-lua': `http://127.0.0.1:${ports[2]}/lull`,
    haproxy: join(root, 'admin.sock'),
    caddy: `http://127.0.0.1:${ports[2]}`,
  }[kind];
  const parts = proxyTypes[kind].config({ service: 'shop', folder, control, health: [], allow: [] });
  const part = (name: string): string => parts.find((one) => one.name === name)?.text ?? '';
  const url = `http://127.0.0.1:${ports[1]}/`;
  const made = await makers[kind]({ root, ports, app, part });
  const child = await start({ ...made, home: root, control, tamper: async () => {} }, url);
  return {
    port: ports[0],
    settings: { kind, service: 'shop', folder, control, check: url, host: null, backends: [] },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      process.kill(-child.pid!, 'SIGKILL');
      await gone;
      await rm(root, { recursive: true, force: true });
    },
  };
}

const makers: Readonly<
  Record<ProxyKind, (making: Making) => Promise<{ program: string; args: readonly string[] }>>
> = {
  nginx: (making) => makeNginx('nginx', making),
  'nginx-lua': (making) => makeNginx('nginx-lua', making),
  haproxy: makeHaproxy,
  caddy: makeCaddy,
};

async function makeNginx(
  kind: 'nginx' | 'nginx-lua',
  { root, ports: [port, plain, other], app, part }: Making,
) {
  return writeNginx(
    root,
    kind,
    `  access_log off;
  ${part('http')}
  server { listen 127.0.0.1:${other}; location = /status { stub_status; } ${part('control')} }
  server {
    listen 127.0.0.1:${port} http2; listen 127.0.0.1:${plain};
    ${part('server')}
    location / { grpc_pass grpc://127.0.0.1:${app}; }
  }`,
  );
}

async function makeHaproxy({ root, ports: [port, plain], app, part }: Making) {
  await writeFile(join(root, 'gate/haproxy.map'), 'does open\n');
  const path = join(root, 'haproxy.cfg');
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
    bind 127.0.0.1:${port} proto h2
    bind 127.0.0.1:${plain}
${part('frontend')}
    default_backend app
backend app
    server one 127.0.0.1:${app} proto h2
${part('backend')}`,
  );
  return { program: 'haproxy', args: ['-db', '-f', path] };
}

async function makeCaddy({ root, ports: [port, plain, other], app, part }: Making) {
  const path = join(root, 'Caddyfile');
  await writeFile(
    path,
    `{
    admin 127.0.0.1:${other}
    auto_https off
    storage file_system ${root}/storage
    servers {
        protocols h1 h2c
    }
}
http://127.0.0.1:${port}, http://127.0.0.1:${plain} {
${part('site')}
    reverse_proxy h2c://127.0.0.1:${app}
${part('errors')}
}
`,
  );
  return { program: 'caddy', args: ['run', '--config', path, '--adapter', 'caddyfile'] };
}
