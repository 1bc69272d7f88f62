import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folders = ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const lua = `load_module modules/ndk_http_module.so;
load_module modules/ngx_http_lua_module.so;`;

/**
 * Writes an nginx's configuration into a folder of its own.
 *
 * @param http what is inside `http { }` beside its folders
 * @returns how it is started
 */
export async function writeNginx(
  root: string,
  kind: 'nginx' | 'nginx-lua',
  http: string,
): Promise<{ program: string; args: readonly string[] }> {
  for (const name of folders) await mkdir(join(root, name));
  const path = join(root, 'nginx.conf');
  await writeFile(
    path,
    `${kind === 'nginx-lua' ? lua : ''}
daemon off; worker_processes 2; pid ${root}/nginx.pid; error_log ${root}/error.log warn;
events { worker_connections 4096; }
http {
  client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy;
  fastcgi_temp_path ${root}/fastcgi; uwsgi_temp_path ${root}/uwsgi; scgi_temp_path ${root}/scgi;
${http}
}
`,
  );
  return { program: 'nginx', args: ['-c', path, '-p', '/usr/share/nginx/', '-e', `${root}/error.log`] };
}
