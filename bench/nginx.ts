import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** An nginx that runs. */
export interface Nginx {
  /** The group of its processes. */
  readonly group: number;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Debian's nginx with one worker and no log, and comes back when it listens.
 *
 * @param http what is inside `http { }`; it has to listen on a port of 127.0.0.1
 * @throws Error with what it wrote, when it ends before it listens
 * @example await startNginx('server { listen 127.0.0.1:8080; return 200 "hello"; }')
 */
export async function startNginx(http: string): Promise<Nginx> {
  const root = await mkdtemp(join(tmpdir(), 'lull-bench-'));
  // Its worker runs as another user.
  await chmod(root, 0o755);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(root, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${root}/pid; error_log stderr warn;
events { worker_connections 1024; }
http {
    access_log off; keepalive_requests 1000000000; default_type text/html;
    ${temporary.map((name) => `${name}_temp_path ${root}/${name};`).join(' ')}
${http}
}
`,
  );
  const child = spawn('nginx', ['-c', join(root, 'nginx.conf'), '-p', root, '-e', 'stderr'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  let said = '';
  child.stderr!.on('data', (part) => {
    said += part;
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    await ended;
    await rm(root, { recursive: true, force: true });
  };
  const port = Number(/listen 127\.0\.0\.1:(\d+)/.exec(http)![1]);
  while (!(await listens(port))) {
    if (child.exitCode !== null) {
      await stop();
      throw new Error(`nginx did not start: ${said}`);
    }
    await sleep(20);
  }
  return { group: child.pid!, stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
