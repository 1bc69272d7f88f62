import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateListener } from '../../packages/gate/src/node/index.ts';
import { fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { freePort, isInstalled, peerFolder } from '../peers/process.ts';

interface Cache {
  readonly program: string;
  readonly args: readonly string[];
}

/** Caches that keep whatever they may, errors too, for ten minutes. */
const caches: Readonly<
  Record<
    string,
    { readonly package: string; make(root: string, port: number, origin: number): Promise<Cache> }
  >
> = {
  nginx: {
    package: 'nginx-core',
    async make(root, port, origin) {
      const path = join(root, 'nginx.conf');
      const text = `daemon off; pid ${root}/pid; error_log ${root}/error.log;
events {}
http {
  access_log off; client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy;
  fastcgi_temp_path ${root}/f; uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;
  proxy_cache_path ${root}/cache keys_zone=all:1m;
  server {
    listen 127.0.0.1:${port};
    proxy_cache all; proxy_cache_valid any 10m; add_header X-Cache $upstream_cache_status always;
    location / { proxy_pass http://127.0.0.1:${origin}; }
  }
}`;
      await writeFile(path, text);
      return { program: 'nginx', args: ['-c', path, '-p', root, '-e', join(root, 'error.log')] };
    },
  },
  varnishd: {
    package: 'varnish',
    async make(root, port, origin) {
      const path = join(root, 'all.vcl');
      const text = `vcl 4.1;
backend service { .host = "127.0.0.1"; .port = "${origin}"; }
sub vcl_deliver { set resp.http.X-Cache = obj.hits; }`;
      await writeFile(path, text);
      const args = [
        '-F',
        '-f',
        path,
        '-a',
        `127.0.0.1:${port}`,
        '-n',
        join(root, 'work'),
        '-s',
        'malloc,16m',
      ];
      return { program: 'varnishd', args };
    },
  },
};

for (const [name, cache] of Object.entries(caches)) {
  const isThere = isInstalled(name) || isInstalled(`../sbin/${name}`);
  const missing = isThere ? '' : ` (skipped: ${name} is not installed: apt-get install ${cache.package})`;
  describe.skipIf(!isThere)(`${name} as a cache in front of a gate${missing}`, () => {
    it('keeps what the service says may be kept, and never a refusal', async () => {
      const gate = fixedGate();
      let answered = 0;
      const service = createServer(
        gateListener(gate, (_request, response) => {
          answered += 1;
          response.writeHead(200, { 'cache-control': 'max-age=600' }).end(`answer ${answered}`);
        }),
      );
      const [port, origin] = [await freePort(), await freePort()];
      await once(service.listen(origin, '127.0.0.1'), 'listening');
      const root = await peerFolder(name);
      await chmod(root, 0o755);
      await mkdir(join(root, 'work'), { recursive: true });
      const peer = await start(await cache.make(root, port, origin), `http://127.0.0.1:${port}/up`);
      try {
        const ask = async (path: string) => {
          const response = await fetch(`http://127.0.0.1:${port}${path}`);
          return {
            status: response.status,
            text: await response.text(),
            state: response.headers.get('lull-state'),
          };
        };
        const first = await ask('/kept');
        expect(await ask('/kept')).toEqual(first);

        await gate.flip({ state: 'closed', downtime: 'd1' });
        // What was kept before is the service's own word; the gate says nothing of it.
        expect(await ask('/kept')).toEqual(first);
        for (const path of ['/new', '/new', '/image.png']) {
          expect(await ask(path)).toMatchObject({ status: 503, state: expect.stringMatching(/^closed/) });
        }

        await gate.flip({ state: 'open', downtime: null });
        for (const path of ['/new', '/image.png']) {
          expect(await ask(path)).toMatchObject({ status: 200, state: null });
        }
      } finally {
        const gone = once(peer, 'close');
        process.kill(-peer.pid!, 'SIGKILL');
        await gone;
        service.closeAllConnections();
        service.close();
        await rm(root, { recursive: true, force: true });
      }
    });
  });
}

/** Starts it, and waits until it answers. */
async function start({ program, args }: Cache, url: string): Promise<ChildProcess> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) return child;
    await new Promise((again) => setTimeout(again, 50));
  }
}
