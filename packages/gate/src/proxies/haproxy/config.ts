import { join } from 'node:path';
import { STATE_HEADER } from '../../page/index.ts';
import { patternOf } from '../at.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { nameOf } from '../name-of.ts';

/** The map's name in the proxy's folder. */
export const MAP = 'haproxy.map';

/**
 * What HAProxy needs, in three parts. While the gate is open it costs one look into a map. Several services
 * may be in one frontend, if they say where they are.
 *
 * @example haproxyConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function haproxyConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, control, health, allow, at = [], notAt = [] } = options;
  const map = join(folder, MAP);
  const name = nameOf(service);
  const is = `txn.lull_${name}`;
  const shut = `{ var(${is}) -m found }`;
  const ask = `{ var(${is}) -m str ask }`;
  // Encoded once more, with parameters, doubled slashes, dots.
  const odd = String.raw`'[%;\\]|//|/\.\.?(/|$)'`;
  const probes = health
    .map(
      (path) =>
        `    http-request return status 200 content-type text/plain string "held for maintenance" if { var(${is}_no) -m bool } { path ${path} }\n`,
    )
    .join('');
  const allowed =
    allow.length === 0 ? '' : `    http-request unset-var(${is}_no) if { src ${allow.join(' ')} }\n`;
  const acl = (called: string, places: readonly string[]): string =>
    places
      .map(
        (place) =>
          `    acl ${called}-${name} base,url_dec,lower -m reg '${patternOf(place.toLowerCase())}'\n`,
      )
      .join('');
  const here = `${at.length > 0 ? ` lull-at-${name}` : ''}${notAt.length > 0 ? ` !lull-not-at-${name}` : ''}`;
  const frontend = `${acl('lull-at', at)}${acl('lull-not-at', notAt)}    http-request set-var(${is}) str(does),map(${map}) if !{ str(does),map(${map},open) -m str open }${here}
    # What is closed: all, or what changes something.
    http-request set-var(${is}_no) bool(true) if { var(${is}) -m str all }
    http-request set-var(${is}_no) bool(true) if { var(${is}) -m str unsafe } !{ method GET HEAD OPTIONS TRACE }
    # Or what rules say: methods, paths, shares of visitors.
    http-request set-var(txn.lull_path) path,url_dec,lower if ${ask}
    http-request set-var-fmt(txn.lull_in) "in:%[var(txn.lull_path)]/" if ${ask}
    http-request set-var-fmt(txn.lull_method) "method:%[method]" if ${ask}
    http-request set-var-fmt(txn.lull_except) "except:%[path]/" if ${ask}
    http-request set-var-fmt(txn.lull_who) "%[src] %[req.fhdr(user-agent)] %[req.fhdr(accept-language)]" if ${ask}
    http-request set-var(txn.lull_share) str(share),map(${map},0),add(0) if ${ask}
    http-request set-var(${is}_no) bool(true) if ${ask} { var(txn.lull_in),map_beg(${map},no) -m str yes }
    http-request set-var(${is}_no) bool(true) if ${ask} { str(in:all),map(${map},no) -m str yes }
    # Servers read such paths differently, so they belong to what is closed.
    http-request set-var(${is}_no) bool(true) if ${ask} { var(txn.lull_path) -m reg ${odd} }
    http-request unset-var(${is}_no) if ${ask} { str(only),map(${map},all) -m str unsafe } { method GET HEAD OPTIONS TRACE }
    http-request unset-var(${is}_no) if ${ask} { str(method:all),map(${map},no) -m str no } { var(txn.lull_method),map(${map},no) -m str no }
    http-request unset-var(${is}_no) if ${ask} { var(txn.lull_except),map_beg(${map},no) -m str yes } !{ path -m reg ${odd} }
    http-request unset-var(${is}_no) if ${ask} { var(txn.lull_who),xxh32(7),mod(1000),sub(txn.lull_share) -m int lt 0 }
    # Who may pass: bearers of a token that the gate has read, and named networks.
    http-request set-var-fmt(txn.lull_cookie) "pass:%[req.cook(lull-bypass),field(2,.)]" if ${shut}
    http-request set-var-fmt(txn.lull_header) "pass:%[req.fhdr(lull-bypass),field(2,.)]" if ${shut}
    http-request unset-var(${is}_no) if { var(txn.lull_cookie),map(${map},no) -m str yes }
    http-request unset-var(${is}_no) if { var(txn.lull_header),map(${map},no) -m str yes }
${allowed}${probes}    use_backend lull-${name} if { var(${is}_no) -m bool }
`;
  const backend = `backend lull-${name}
    mode http
    timeout connect 2s
    timeout server 5s
    # The gate's process may end while it is asked: that breaks a visitor's connection where the one to the
    # gate was kept; over a new one the gate is asked again, or HAProxy refuses by itself.
    option http-server-close
    retry-on conn-failure empty-response
    http-request set-header Lull-Ask refuse
    http-request set-header Lull-Address %[src]
    http-request set-header Lull-Method %[method]
    # The gate's process knows the registered methods only.
    http-request set-method POST if !{ method GET HEAD }
    http-request del-header Lull-Target
    server gate unix@${join(folder, names.socket)}
    # Without the gate's process, HAProxy refuses by itself.
    http-error status 502 content-type "text/html; charset=utf-8" string "${page}"
    http-error status 503 content-type "text/html; charset=utf-8" string "${page}"
    http-error status 504 content-type "text/html; charset=utf-8" string "${page}"
    http-after-response set-status 503 if { status 502 504 }
    http-after-response set-header Cache-Control no-store
    http-after-response set-header Retry-After %[str(retry),map(${map},60)] unless { res.hdr(Retry-After) -m found }
    http-after-response set-header ${STATE_HEADER} "%[str(state),map(${map},closed)]" unless { res.hdr(${STATE_HEADER}) -m found }
`;
  return [
    { name: 'frontend', where: `inside the frontend of ${service}, before its other rules`, text: frontend },
    { name: 'backend', where: 'beside the other backends', text: backend },
    {
      name: 'global',
      where: 'inside global, if it has no such line',
      text: `    stats socket ${control} mode 600 level admin\n`,
    },
  ];
}

const page =
  '<!doctype html><html lang=en><meta charset=utf-8><title>Down for maintenance</title><h1>Down for maintenance</h1><p>Please try again in a while.</p></html>';
