import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What `wrk` found. */
export interface Asked {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
}

/**
 * Asks over kept connections as fast as it is answered, with `wrk` in a process of its own.
 *
 * @throws Error for an answer that isn't 2xx or 3xx, or a broken connection
 * @example const { rate } = await askWithWrk('http://127.0.0.1:8080/', { connections: 32, seconds: 1 });
 */
export async function askWithWrk(
  url: string,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Asked> {
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url]);
  let out = '';
  wrk.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await once(wrk, 'close');
  const answers = Number(/(\d+) requests in/.exec(out)?.[1]);
  if (!answers || /Non-2xx|Socket errors/.test(out)) throw new Error(`wrk: ${out}`);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)![1]), answers };
}
