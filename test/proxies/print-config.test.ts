import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ProxyKind, proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { makeFolder } from '../../packages/gate/src/proxies/folder.ts';
import { lullGate } from './lull-gate.ts';
import { proxyMissing } from './proxies.ts';

const root = mkdtempSync(join(tmpdir(), 'lull-printed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every option, and names that no proxy would take as they are. */
const services = [
  { name: 'Bücher & Co', folder: join(root, 'books'), place: ['--at', 'books.example', '--at', '/books'] },
  { name: 'shop_eu.2', folder: join(root, 'shop'), place: ['--not-at', '/books', '--not-at', 'b.example/x'] },
];

type Parts = readonly ((name: string) => string)[];

/** A configuration around what is printed, and how its proxy is asked whether it is right. */
const checks: Readonly<Record<ProxyKind, (parts: Parts) => [text: string, ...command: string[]]>> = {
  nginx: (parts) => [nginx(parts, ''), 'nginx', '-t', '-e', join(root, 'log'), '-c'],
  'nginx-lua': (parts) => [
    nginx(parts, 'load_module modules/ndk_http_module.so; load_module modules/ngx_http_lua_module.so;'),
    ...['nginx', '-p', '/usr/share/nginx/', '-t', '-e', join(root, 'log'), '-c'],
  ],
  haproxy: (parts) => [
    `defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
frontend web
    bind 127.0.0.1:1
${parts.map((part) => part('frontend')).join('')}
${parts.map((part) => part('backend')).join('')}`,
    ...['haproxy', '-c', '-f'],
  ],
  caddy: (parts) => [
    `http://127.0.0.1:1 {\n${parts.map((part) => `${part('site')}${part('errors')}`).join('')}\n}\n`,
    ...['caddy', 'validate', '--adapter', 'caddyfile', '--config'],
  ],
};

function nginx(parts: Parts, modules: string): string {
  return `${modules} pid ${root}/pid; events { }
http {
  access_log off; client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy;
  fastcgi_temp_path ${root}/fastcgi; uwsgi_temp_path ${root}/uwsgi; scgi_temp_path ${root}/scgi;
  ${parts[0]!('http')} ${parts.map((part) => part('service')).join('')}
  server { listen 127.0.0.1:1; ${parts[0]!('control')} }
  server {
    listen 127.0.0.1:2;
    ${parts.map((part) => part('server')).join('')}
    ${parts.map((part, i) => `location /${i} { ${part('location')} }`).join('\n')}
  }
}`;
}

async function printed(kind: ProxyKind, { name, folder, place }: (typeof services)[number]) {
  await makeFolder(folder);
  writeFileSync(join(folder, 'haproxy.map'), 'does open\n');
  const counting = kind === 'nginx' ? ['--count', '--internal', 'none'] : [];
  const options = ['--health', '/livez', '--health', '/healthz', '--allow', '10.0.0.0/8', '--allow', '::1'];
  const args = [kind, '--service', name, '--folder', folder, ...place, ...options, ...counting];
  const { code, out, said } = await lullGate('print-config', ...args).ended;
  expect({ code, said }).toEqual({ code: 0, said: '' });
  const parts = out.split(/^# ---- (?=[a-z]+: )/m).slice(1);
  return (part: string) => parts.find((text) => text.startsWith(`${part}: `))?.replace(/^.*\n/, '') ?? '';
}

describe.each(proxyKinds)('what print-config prints for %s', (kind) => {
  const missing = proxyMissing(kind);
  it.skipIf(missing !== null)(
    `is taken by it, of two services at once${missing ? `: ${missing}` : ''}`,
    async () => {
      const parts = await Promise.all(services.map((service) => printed(kind, service)));
      const main = { nginx: 'server', 'nginx-lua': 'server', haproxy: 'frontend', caddy: 'site' }[kind];
      for (const [i, part] of parts.entries()) expect(part(main)).toContain(services[i]!.folder);
      const [text, program, ...args] = checks[kind](parts) as [string, string, ...string[]];
      mkdirSync(join(root, kind));
      const path = join(root, kind, 'config');
      writeFileSync(path, text);
      const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, XDG_DATA_HOME: root };
      const checked = spawnSync(program, [...args, path], { encoding: 'utf8', env });
      expect(checked.status, `${checked.stdout}${checked.stderr}`).toBe(0);
    },
  );
});

describe('print-config', () => {
  it.each([
    ['nginx', '--at', '/a;b'],
    ['nginx', '--not-at', '/a b'],
    ['nginx', '--allow', '10.0.0.0/8; deny all'],
    ['haproxy', '--count'],
    ['caddy', '--health', '/a{b'],
    ['nginx', '--part', 'none'],
  ])('refuses what would be taken for something else: %s %s %s', async (...args) => {
    const internal = args[0] === 'nginx' ? ['--internal', 'none'] : [];
    const refused = await lullGate('print-config', '--service', 'shop', ...args, ...internal).ended;
    expect(refused).toMatchObject({ code: 2, out: '', said: expect.not.stringContaining('internal') });
  });

  it('has it said what nginx opens to nobody', async () => {
    const ask = (...more: string[]) => lullGate('print-config', 'nginx', '--service', 'shop', ...more).ended;
    expect(await ask()).toMatchObject({ code: 2, out: '', said: expect.stringContaining('--internal none') });
    expect((await ask('--internal', 'none')).out).not.toContain('404');
    expect((await ask('--internal', '/kept/', '--internal', '/b')).out).toContain('^(/kept/|/b)');
    expect(await ask('--internal', '/a; return 200')).toMatchObject({ code: 2, out: '' });
  });

  it('refuses a name that would end its line', async () => {
    const args = ['nginx', '--internal', 'none', '--folder', '/f', '--service', 'shop\n}'];
    expect(await lullGate('print-config', ...args).ended).toMatchObject({ code: 2, out: '' });
  });
});
