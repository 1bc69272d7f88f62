import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What `wrk` found. */
export interface Asked {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
  /** Within how many milliseconds 99 of 100 were answered. */
  readonly p99: number;
}

/**
 * Asks over kept connections as fast as it is answered, with `wrk` in a process of its own.
 *
 * @param headers such as `If-None-Match: "a"`, sent with every request
 * @throws Error for an answer that isn't 2xx or 3xx, or a broken connection
 * @example const { rate } = await askWithWrk('http://127.0.0.1:8080/', { connections: 32, seconds: 1 });
 */
export async function askWithWrk(
  url: string,
  {
    connections,
    seconds,
    headers = [],
  }: { readonly connections: number; readonly seconds: number; readonly headers?: readonly string[] },
): Promise<Asked> {
  const lines = headers.flatMap((header) => ['-H', header]);
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...lines, url]);
  let out = '';
  wrk.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await once(wrk, 'close');
  const answers = Number(/(\d+) requests in/.exec(out)?.[1]);
  if (!answers || /Non-2xx|Socket errors/.test(out)) throw new Error(`wrk: ${out}`);
  const [, latest, unit] = /99%\s+([\d.]+)(us|ms|s)\b/.exec(out)!;
  const p99 = Number(latest) * { us: 0.001, ms: 1, s: 1_000 }[unit as 'us' | 'ms' | 's'];
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)![1]), answers, p99 };
}
