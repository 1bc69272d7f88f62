import { join } from 'node:path';
import { STATE_HEADER } from '../../page/index.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { SPREAD } from '../pages.ts';

/**
 * What nginx needs, in two parts. While the gate is open it costs one look for a file that isn't there.
 *
 * @example nginxConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function nginxConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, health } = options;
  const server = `open_file_cache off;
set $lull_case "";
set $lull_ask "";
set $lull_pass "";
if (-f ${folder}/on/on-$lull_methods$lull_done) {
    # An internal redirect comes by here again, and is through.
    set $lull_done -done;
    set $lull_case refuse$lull_bears;
    set $lull_ask ${folder}/on/ask;
    set $lull_pass ${folder}/passes/${passName(options)};
    set $lull_at $uri;
}
if (-f $lull_ask) { set $lull_case ask; }
if (-f $lull_pass) { set $lull_case ""; }
${health.map(healthy).join('')}if ($lull_case = refuse) { return 597; }
if ($lull_case = refuse-grpc) { return 596; }
if ($lull_case = refuse-token) { return 598; }
if ($lull_case = ask) { rewrite ^ /.lull/ask last; }
${refusing(folder)}
location = /.lull/ask {
    internal;
    auth_request /.lull/authorize;
    error_page 401 = /.lull/enter;
    error_page 403 500 =503 /.lull/refused;
    try_files /.lull/none $lull_at$is_args$args;
}
location = /.lull/authorize {
    internal;
    proxy_pass http://unix:${join(folder, names.socket)}:/;
    proxy_set_header Lull-Ask authorize;
${asking}
}
`;
  return [httpPart(options), { ...serverPart(service), text: server }];
}

/** Where the second part goes. */
export function serverPart(service: string): Omit<ConfigPart, 'text'> {
  return { name: 'server', where: `inside the server { } of ${service}, first` };
}

/** What is the same for every service of one nginx, so that it stands there once. */
export function httpPart(options: ConfigOptions): ConfigPart {
  const groups = Array.from({ length: SPREAD }, (_, i) => i);
  const [last] = groups.slice(-1);
  const text = `map "" $lull_done { default ""; }
map "" $lull_at { default ""; }
map $request_method $lull_methods { default unsafe; GET safe; HEAD safe; OPTIONS safe; TRACE safe; }
map "$http_lull_bypass;$http_cookie;$args" $lull_token {
    default "";
    "~^[\\w-]+\\.(?<lull_header>[\\w-]{86});" $lull_header;
    "~^[^;]*;.*?\\blull-bypass=[\\w-]+\\.(?<lull_cookie>[\\w-]{86})" $lull_cookie;
}
map $http_accept $lull_accepts {
    default "";
    "~*text/html|application/xhtml" html;
    "~*[/+]json" problem;
    "~*text/" text;
}
map "$http_content_type|$lull_accepts|$http_sec_fetch_dest" $lull_form {
    default text;
    "~*^application/grpc" grpc;
    "~\\|(?<lull_accepted>html|problem|text)\\|[^|]*$" $lull_accepted;
    "~\\|(document|iframe)$" html;
    "~\\|empty$" problem;
    "~*^[^|]*[/+]json" problem;
}
map $http_accept_language $lull_language_1 {
    default none; "~*^\\s*(?<lull_tag_1>[a-z]{2,3})\\b" $lull_tag_1;
}
map $http_accept_language $lull_language_2 {
    default none; "~*^[^,]*,\\s*(?<lull_tag_2>[a-z]{2,3})\\b" $lull_tag_2;
}
map $http_accept_language $lull_language_3 {
    default none; "~*^[^,]*,[^,]*,\\s*(?<lull_tag_3>[a-z]{2,3})\\b" $lull_tag_3;
}
map "$lull_token|$lull_form" $lull_bears { default -token; "~^\\|grpc" -grpc; "~^\\|" ""; }
map $lull_form $lull_type {
    html "text/html; charset=utf-8";
    problem application/problem+json;
    text "text/plain; charset=utf-8";
    grpc application/grpc;
}
map $lull_form $lull_grpc { default ""; grpc 14; }
map $http_origin $lull_credentials { default true; "" ""; }
map $http_origin $lull_exposed { default "Retry-After, ${STATE_HEADER}"; "" ""; }
split_clients "$remote_addr$http_user_agent" $lull_group {
${groups.map((i) => `    ${i === last ? '*' : `${(100 / SPREAD).toFixed(1)}%`} ${i};`).join('\n')}
}
# The folder of the pages says what belongs into headers: .../STATE/SECONDS of each group.
map $realpath_root $lull_state { default closed; "~/(?<lull_said>[^/]+)/[^/]+$" $lull_said; }
map "$lull_group $realpath_root" $lull_retry_after {
    default 60;
${groups.map((i) => `    "~^${i} .*/(?:\\d+ ){${i}}(?<lull_seconds_${i}>\\d+)[^/]*$" $lull_seconds_${i};`).join('\n')}
}
log_format lull_refused .;
${allowing(options)}`;
  const where = 'inside http { }, outside every server { }; once, whatever the number of services';
  return { name: 'http', where, text };
}

/** How a refusal is served, by the proxy alone; and how a bypass token is shown to the gate once. */
export function refusing(folder: string): string {
  return `error_page 597 =503 /.lull/refused;
error_page 596 =200 /.lull/grpc;
error_page 598 = /.lull/enter;
location = /.lull/refused {
    internal;
    client_max_body_size 0;
    root ${folder}/now;
    try_files /$lull_methods.$lull_form.$lull_language_1 /$lull_methods.$lull_form.$lull_language_2
        /$lull_methods.$lull_form.$lull_language_3 /$lull_methods.$lull_form =503;
${headers(folder)}
}
location = /.lull/grpc {
    internal;
    client_max_body_size 0;
    root ${folder}/now;
    try_files /safe.grpc =503;
${headers(folder)}
    add_header grpc-message "Down for planned maintenance" always;
}
location = /.lull/enter {
    internal;
    client_max_body_size 0;
    proxy_pass http://unix:${join(folder, names.socket)}:/;
    proxy_set_header Lull-Ask enter;
${asking}
    recursive_error_pages on;
    error_page 502 504 =503 /.lull/refused;
}`;
}

/** What the gate's process is told of a request. */
export const asking = `    proxy_pass_request_body off;
    proxy_connect_timeout 2s;
    proxy_read_timeout 5s;
    proxy_set_header Content-Length "";
    proxy_set_header Upgrade "";
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header Lull-Method $request_method;
    proxy_set_header Lull-Target $request_uri;
    proxy_set_header Lull-Address $remote_addr;
    proxy_set_header Lull-Scheme $scheme;`;

function headers(folder: string): string {
  return `    types { }
    default_type "";
    open_file_cache off;
    etag off;
    max_ranges 0;
    add_header Content-Type $lull_type always;
    add_header Last-Modified "";
    add_header Cache-Control no-store always;
    add_header Retry-After $lull_retry_after always;
    add_header ${STATE_HEADER} $lull_state always;
    add_header grpc-status $lull_grpc always;
    add_header Vary "Accept, Accept-Language, Origin" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Access-Control-Allow-Origin $http_origin always;
    add_header Access-Control-Allow-Credentials $lull_credentials always;
    add_header Access-Control-Expose-Headers $lull_exposed always;
    # Counts what is refused, never who. Another line with a file of yours logs it as usual beside.
    access_log ${join(folder, names.refused)} lull_refused;`;
}

/**
 * What the file is called that lets a request pass: by its token, or one for all addresses that always may.
 */
function passName({ service, allow }: ConfigOptions): string {
  return allow.length === 0 ? '$lull_token' : `$lull_pass_${nameOf(service)}`;
}

function allowing({ service, allow }: ConfigOptions): string {
  if (allow.length === 0) return '';
  const name = nameOf(service);
  return `geo $lull_allowed_${name} {
    default no;
${allow.map((network) => `    ${network} yes;`).join('\n')}
}
map $lull_allowed_${name} $lull_pass_${name} { default $lull_token; yes allowed; }
`;
}

/** A service's name as variables have it. */
export function nameOf(service: string): string {
  return service.replace(/\W/g, '_');
}

function healthy(path: string): string {
  return `if ($lull_at = ${path}) { return 200 "held for planned maintenance\\n"; }\n`;
}
