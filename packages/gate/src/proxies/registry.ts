import { caddyConfig } from './caddy/config.ts';
import { caddy } from './caddy/flip.ts';
import type { ProxyKind, ProxyType } from './contract.ts';
import { haproxyConfig } from './haproxy/config.ts';
import { haproxy } from './haproxy/flip.ts';
import { nginxConfig } from './nginx/config.ts';
import { nginx } from './nginx/flip.ts';
import { nginxLuaConfig } from './nginx-lua/config.ts';
import { nginxLua } from './nginx-lua/flip.ts';

/** Every kind of proxy, one line each. */
export const proxyTypes: Readonly<Record<ProxyKind, ProxyType>> = {
  nginx: { connect: nginx, config: nginxConfig, control: null },
  'nginx-lua': { connect: nginxLua, config: nginxLuaConfig, control: 'http://127.0.0.1:8081/lull' },
  haproxy: { connect: haproxy, config: haproxyConfig, control: '/run/haproxy/admin.sock' },
  caddy: { connect: caddy, config: caddyConfig, control: 'http://127.0.0.1:2019' },
};
