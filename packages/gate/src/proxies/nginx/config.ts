import { join } from 'node:path';
import { STATE_HEADER } from '../../page/index.ts';
import { isEverywhere, patternOf } from '../at.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { nameOf } from '../name-of.ts';
import { SPREAD } from '../pages.ts';

/**
 * What nginx needs, in two or three parts. While the gate is open it costs one look for a file that isn't
 * there. Several services may be in one `server`, if they say where they are.
 *
 * @example nginxConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function nginxConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, health, internal = [], isCounted = false } = options;
  const name = nameOf(service);
  const away = isEverywhere(options) ? '' : `$lull_away_${name}`;
  // A server takes this line only once.
  const uncached = `${isEverywhere(options) ? '' : '# Once in this server, if open_file_cache is in use: '}open_file_cache off;`;
  const counted = `# Lines of http { } with access_log don't count here any more: repeat those that are wanted.
access_log ${join(folder, names.passed)} lull_passed buffer=32k flush=1s if=$lull_passes_${name};
`;
  const server = `${uncached}
${isCounted ? counted : ''}set $lull_case "";
set $lull_pass "";
if (-f ${folder}/on/on-$lull_methods$lull_done${away}) {
    # An internal redirect comes by here again, and is through.
    set $lull_done -done;
    set $lull_case refuse$lull_bears;
    set $lull_pass ${folder}/passes/${passName(options)};
    set $lull_at $uri;
    set $lull_service ${name};
}
if (-f $lull_pass) { set $lull_case ""; }
${health.map(healthy).join('')}if ($lull_case) { rewrite ^ /.lull/${name}/closed last; }
error_page 597 =503 /.lull/$lull_service/refused;
# What is looked for here costs nothing while it is open.
location = /.lull/${name}/closed {
    internal;
    client_max_body_size 0;
    if (-f ${folder}/on/ask) { rewrite ^ /.lull/${name}/ask last; }
    if ($lull_case = refuse-grpc) { rewrite ^ /.lull/${name}/grpc last; }
    if ($lull_case = refuse-token) { rewrite ^ /.lull/${name}/enter last; }
    return 597;
}
${refusals(name, folder)}
location = /.lull/${name}/ask {
    internal;
${hidden(internal)}    auth_request /.lull/${name}/authorize;
    recursive_error_pages on;
    error_page 401 = /.lull/${name}/enter;
    error_page 403 500 =503 /.lull/${name}/refused;
    try_files /.lull/none $lull_at$is_args$args;
}
location = /.lull/${name}/authorize {
    internal;
    proxy_pass http://unix:${join(folder, names.socket)}:/;
    proxy_set_header Lull-Ask authorize;
${askingFor('15s')}
}
`;
  return [httpPart, { ...serverPart(service), text: server }, ...servicePart(options)];
}

/** Where the second part goes. */
export function serverPart(service: string): Omit<ConfigPart, 'text'> {
  return { name: 'server', where: `inside the server { } of ${service}, first` };
}

const groups = Array.from({ length: SPREAD }, (_, i) => i);

/** What is the same for every service of one nginx, so that it stands there once. */
export const httpPart: ConfigPart = {
  name: 'http',
  where: 'inside http { }, outside every server { }; once, whatever the number of services',
  text: `map "" $lull_done { default ""; }
map "" $lull_at { default ""; }
map "" $lull_service { default ""; }
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
${groups.map((i) => `    ${i === SPREAD - 1 ? '*' : `${(100 / SPREAD).toFixed(1)}%`} ${i};`).join('\n')}
}
# The folder of the pages says what belongs into headers: .../STATE/SECONDS of each group.
map $realpath_root $lull_state { default closed; "~/(?<lull_said>[^/]+)/[^/]+$" $lull_said; }
map "$lull_group $realpath_root" $lull_retry_after {
    default 60;
${groups.map((i) => `    "~^${i} .*/(?:\\d+ ){${i}}(?<lull_seconds_${i}>\\d+)[^/]*$" $lull_seconds_${i};`).join('\n')}
}
log_format lull_refused .;
map $lull_methods $lull_mark { default u; safe s; }
log_format lull_passed $lull_mark;
`,
};

/** How a refusal is served, by the proxy alone; and how a bypass token is shown to the gate once. */
export function refusals(name: string, folder: string): string {
  return `location = /.lull/${name}/refused {
    internal;
    client_max_body_size 0;
    root ${folder}/now;
    try_files /$lull_methods.$lull_form.$lull_language_1 /$lull_methods.$lull_form.$lull_language_2
        /$lull_methods.$lull_form.$lull_language_3 /$lull_methods.$lull_form =503;
${headers(folder)}
}
location = /.lull/${name}/grpc {
    internal;
    client_max_body_size 0;
    proxy_pass http://unix:${join(folder, names.socket)}:/;
    proxy_set_header Lull-Ask refuse;
${askingFor('5s')}
    error_page 502 504 =200 /.lull/${name}/grpc-alone;
}
location = /.lull/${name}/grpc-alone {
    internal;
    client_max_body_size 0;
    root ${folder}/now;
    try_files /safe.grpc =503;
${headers(folder)}
    add_header grpc-message "Down for maintenance" always;
}
location = /.lull/${name}/enter {
    internal;
    client_max_body_size 0;
    proxy_pass http://unix:${join(folder, names.socket)}:/;
    proxy_set_header Lull-Ask enter;
${askingFor('5s')}
    error_page 502 504 =503 /.lull/${name}/refused;
}`;
}

/** What the gate's process is told of a request; it answers at once, but for what it lets wait. */
const askingFor = (limit: string): string => `    proxy_pass_request_body off;
    proxy_connect_timeout 2s;
    proxy_read_timeout ${limit};
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

/** What is a service's own outside its `server`: who always passes, and where it is. */
export function servicePart(options: ConfigOptions): readonly ConfigPart[] {
  const { service, allow, at = [], notAt = [], isCounted = false } = options;
  const name = nameOf(service);
  const line = (place: string, is: string): string => `    "~*${patternOf(place)}" ${is};`;
  const allowing = `geo $lull_allowed_${name} {
    default no;
${allow.map((network) => `    ${network} yes;`).join('\n')}
}
map $lull_allowed_${name} $lull_pass_${name} { default $lull_token; yes allowed; }
`;
  const placing = `map "$host$uri" $lull_away_${name} {
    default ${at.length === 0 ? '""' : '-away'};
${[...notAt.map((place) => line(place, '-away')), ...at.map((place) => line(place, '""'))].join('\n')}
}
`;
  const counting = `map "${isEverywhere(options) ? '' : `$lull_away_${name}`}$uri" $lull_passes_${name} {
    default 1;
    "~^(-away|/\\.lull/)" 0;
}
`;
  const text = `${allow.length === 0 ? '' : allowing}${isEverywhere(options) ? '' : placing}${isCounted ? counting : ''}`;
  if (text === '') return [];
  return [{ name: 'service', where: `inside http { }, outside every server { }, for ${service}`, text }];
}

/** What is let through from here on is internal to nginx, which then opens what it opens to nobody else. */
function hidden(internal: readonly string[]): string {
  if (internal.length === 0) return '';
  const paths = internal.map((path) => path.replaceAll('.', '\\.')).join('|');
  return `    if ($lull_at ~ "^(${paths})") { return 404; }\n`;
}

function healthy(path: string): string {
  return `if ($lull_at = ${path}) { return 200 "held for maintenance\\n"; }\n`;
}
