import { join } from 'node:path';
import { isEverywhere } from '../at.ts';
import type { ConfigOptions, ConfigPart } from '../contract.ts';
import { names } from '../folder.ts';
import { nameOf } from '../name-of.ts';
import { httpPart, refusals, serverPart, servicePart } from '../nginx/config.ts';

/**
 * What nginx with Lua needs, in three parts or more. While the gate is open it costs one look into shared
 * memory, and counting what passes and what has ended.
 *
 * @example nginxLuaConfig({ service: 'shop', folder: '/var/lib/lull-gate/shop', ... })
 */
export function nginxLuaConfig(options: ConfigOptions): readonly ConfigPart[] {
  const { service, folder, health, allow } = options;
  const name = nameOf(service);
  const key = (what: string): string => lua(`${name}:${what}`);
  const exempt = [
    ...health.map((path) => `        if ngx.var.uri == ${lua(path)} then return ngx.exit(595) end`),
    ...(allow.length > 0 ? [`        if ngx.var.lull_allowed_${name} == "yes" then status = "204" end`] : []),
  ].join('\n');
  const shared = `map "" $lull_counted { default ""; }
# Named here so that Lua may set it.
map $lull_counted $lull_uncounted { default no; "" yes; }
lua_shared_dict lull 1m;
log_by_lua_block {
    -- A redirect inside nginx loses what is in ngx.ctx; reading variables is slower, so they come second.
    local counted = ngx.ctx.lull_counted or ngx.var.lull_counted
    if counted ~= "" then ngx.shared.lull:incr(counted, 1, 0) end
}
`;
  const deciding = `{
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
        if status == "401" then return ngx.exec("/.lull/${name}/enter") end
        if status ~= "204" and ngx.var.lull_form == "grpc" then return ngx.exec("/.lull/${name}/grpc") end
        if status ~= "204" then return ngx.exit(597) end
    end
    ngx.ctx.lull_counted = ${key('ended')}
    ngx.var.lull_counted = ${key('ended')}
    local method = ngx.req.get_method()
    local reads = method == "GET" or method == "HEAD" or method == "OPTIONS" or method == "TRACE"
    gate:incr(reads and ${key('safe')} or ${key('unsafe')}, 1, 0)
}
error_page 597 =503 /.lull/${name}/refused;
error_page 595 =200 /.lull/${name}/health;
`;
  const inside = `${refusals(name, folder)}
location = /.lull/${name}/health {
    internal;
    return 200 "held for maintenance\\n";
}
`;
  const isAlone = isEverywhere(options);
  // A server takes only one such block, so several services have theirs in their locations.
  const location: ConfigPart = {
    name: 'location',
    where: `inside each location of ${service}`,
    text: `access_by_lua_block ${deciding}`,
  };
  const control = `location = /lull {
    access_log off;
    content_by_lua_block {
        local gate = ngx.shared.lull
        local service = ngx.var.arg_service or ""
        if ngx.req.get_method() == "POST" then
            gate:set(service .. ":does", ngx.var.arg_does)
        end
        local function count(what) return gate:get(service .. ":" .. what) or 0 end
        ngx.header["Content-Type"] = "text/plain"
        ngx.say(gate:get(service .. ":does") or "open", " ", count("safe"), " ", count("unsafe"), " ", count("ended"))
    }
}
`;
  return [
    { ...httpPart, text: `${httpPart.text}${shared}` },
    { ...serverPart(service), text: `${isAlone ? `server_rewrite_by_lua_block ${deciding}` : ''}${inside}` },
    {
      name: 'control',
      where: 'inside a server { } that listens on the loopback address only; once',
      text: control,
    },
    ...(isAlone ? [] : [location]),
    ...servicePart({ ...options, at: [], notAt: [], isCounted: false }),
  ];
}

/** The gate's process decides: 204 to let a request through. */
function asking(folder: string): string {
  return `            local socket = ngx.socket.tcp()
            socket:settimeouts(2000, 2000, 15000)
            if socket:connect(${lua(`unix:${join(folder, names.socket)}`)}) then
                local head = {
                    "GET / HTTP/1.0", "Lull-Ask: authorize", "Lull-Method: " .. ngx.var.request_method,
                    "Lull-Target: " .. ngx.var.request_uri, "Lull-Address: " .. ngx.var.remote_addr,
                }
                for _, name in ipairs({ "Cookie", "Lull-Bypass", "Lull-Check", "User-Agent", "Accept-Language", "X-Forwarded-For" }) do
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
