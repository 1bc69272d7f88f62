import { join } from 'node:path';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { httpPart, nameOf, refusing, serverPart } from '../nginx/config.ts';

/**
 * What nginx with Lua needs, in three parts. While the gate is open it costs one look into shared memory and
 * counting what is in flight.
 *
 * @example nginxLuaConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function nginxLuaConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, health, allow } = options;
  const key = (name: string): string => lua(`${service}:${name}`);
  const exempt = [
    ...health.map((path) => `        if ngx.var.uri == ${lua(path)} then return ngx.exit(595) end`),
    ...(allow.length > 0
      ? [`        if ngx.var.lull_allowed_${nameOf(service)} == "yes" then status = "204" end`]
      : []),
  ].join('\n');
  const http = httpPart(options);
  const shared = `map "" $lull_counted { default ""; }
# Named here so that Lua may set it.
map $lull_counted $lull_uncounted { default no; "" yes; }
lua_shared_dict lull 1m;
`;
  const server = `server_rewrite_by_lua_block {
    if ngx.req.is_internal() then return end
    local gate = ngx.shared.lull
    local does = gate:get(${key('does')})
    if not does then
        -- After a start the files say what is closed.
        does = "open"
        local folder = ${lua(`${join(folder, names.on)}/`)}
        if io.open(folder .. "on-unsafe") then
            does = io.open(folder .. "on-safe") and "all" or "unsafe"
            if io.open(folder .. "ask") then does = does == "all" and "ask" or "ask-unsafe" end
        end
        gate:add(${key('does')}, does)
    end
    local safe = does == "unsafe" or does == "ask-unsafe"
    if does ~= "open" and not (safe and ngx.var.lull_methods == "safe") then
        local status
${exempt}
        if not status and (ngx.var.lull_token ~= "" or does == "ask" or does == "ask-unsafe") then
${asking(folder)}
        end
        if status == "401" then return ngx.exit(598) end
        if status ~= "204" then return ngx.exit(ngx.var.lull_form == "grpc" and 596 or 597) end
    end
    ngx.var.lull_counted = "1"
    gate:incr(${key('in')}, 1, 0)
}
log_by_lua_block {
    if ngx.var.lull_counted == "1" then ngx.shared.lull:incr(${key('in')}, -1, 1) end
}
${refusing(folder)}
error_page 595 =200 /.lull/health;
location = /.lull/health {
    internal;
    return 200 "held for planned maintenance\\n";
}
`;
  const control = `location = /lull {
    access_log off;
    content_by_lua_block {
        local gate = ngx.shared.lull
        local service = ngx.var.arg_service or ""
        if ngx.req.get_method() == "POST" then
            gate:set(service .. ":does", ngx.var.arg_does)
        end
        ngx.header["Content-Type"] = "text/plain"
        ngx.say(gate:get(service .. ":does") or "open", " ", gate:get(service .. ":in") or 0)
    }
}
`;
  return [
    { ...http, text: `${http.text}${shared}` },
    { ...serverPart(service), text: server },
    {
      name: 'control',
      where: 'inside a server { } that listens on the loopback address only; once',
      text: control,
    },
  ];
}

/** The gate's process decides: 204 to let a request through. */
function asking(folder: string): string {
  return `            local socket = ngx.socket.tcp()
            socket:settimeouts(2000, 2000, 5000)
            if socket:connect(${lua(`unix:${join(folder, names.socket)}`)}) then
                local head = {
                    "GET / HTTP/1.0", "Lull-Ask: authorize", "Lull-Method: " .. ngx.var.request_method,
                    "Lull-Target: " .. ngx.var.request_uri, "Lull-Address: " .. ngx.var.remote_addr,
                }
                for _, name in ipairs({ "Cookie", "Lull-Bypass", "User-Agent", "Accept-Language", "X-Forwarded-For" }) do
                    local value = ngx.var["http_" .. name:lower():gsub("-", "_")]
                    if value then head[#head + 1] = name .. ": " .. value end
                end
                socket:send(table.concat(head, "\\r\\n") .. "\\r\\n\\r\\n")
                local line = socket:receive()
                socket:close()
                status = line and line:match("^HTTP/%S+ (%d+)")
            end`;
}

/** A text as Lua takes it. */
function lua(text: string): string {
  return JSON.stringify(text);
}
