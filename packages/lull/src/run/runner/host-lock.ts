import { createServer } from 'node:net';

/**
 * Takes a part of a run for this process on the whole host, whatever folder it works in: a name that the
 * kernel keeps for as long as the process lives (an abstract socket). Where there are none, only the runner's
 * folder keeps a second one away.
 *
 * @param key such as `k2/0`
 * @returns frees it; null when another process has it
 * @example const free = await lockOnHost('k2/0');
 */
export async function lockOnHost(key: string): Promise<(() => void) | null> {
  if (process.platform !== 'linux') return () => undefined;
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(`\0lull-run/${key}`, () => resolve(() => void server.close()));
  });
}
