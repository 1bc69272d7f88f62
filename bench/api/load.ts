import { connect, type Socket } from 'node:net';
import { median } from '../report.ts';

/** What asking as fast as the server answers came to. */
export interface Load {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds from a question to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
}

export interface LoadOptions {
  readonly port: number;
  readonly key: string;
  /** What is asked, one after the other, again from the first when all were. */
  readonly paths: readonly string[];
  /** So many ask at once, each over a connection of its own that stays open. */
  readonly connections: number;
  readonly forMs: number;
  /** What every answer must have; 200 when left out. */
  readonly status?: number;
}

/**
 * Asks a server in another process over connections that stay open, for a while. Raw sockets, so that asking costs
 * less than answering: there is a core for each.
 */
export async function load(options: LoadOptions): Promise<Load> {
  const { port, key, paths, connections, forMs, status: wanted = 200 } = options;
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${key}\r\n\r\n`),
  );
  const took: number[] = [];
  const begin = performance.now();
  const end = begin + forMs;
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const answers = answersOf(socket);
      try {
        while (performance.now() < end) {
          const asked = performance.now();
          socket.write(requests[next++ % requests.length]!);
          const status = await answers();
          if (status !== wanted)
            throw new Error(`${paths[(next - 1) % paths.length]} was answered with ${status}`);
          took.push(performance.now() - asked);
        }
      } finally {
        socket.destroy();
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  took.sort((a, b) => a - b);
  return { rate: took.length / seconds, p50: median(took), p99: took[Math.floor(took.length * 0.99)]! };
}

/** Reads one answer after the other; each call gives the status of the next, once it is whole. */
function answersOf(socket: Socket): () => Promise<number> {
  let waiting: PromiseWithResolvers<number> | null = null;
  let text: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    text = text.length === 0 ? part : Buffer.concat([text, part]);
    const status = whole(text);
    if (status === null) return;
    text = Buffer.alloc(0);
    waiting?.resolve(status);
  });
  const fail = (error?: Error): void => waiting?.reject(error ?? new Error('the server hung up'));
  socket.on('error', fail).on('close', () => fail());
  return () => {
    waiting = Promise.withResolvers<number>();
    return waiting.promise;
  };
}

/** The status of an answer that is there to its end; null while some of it is missing. */
function whole(answer: Buffer): number | null {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const headers = answer.toString('latin1', 0, head);
  const length = /\r\ncontent-length: (\d+)/i.exec(headers)?.[1];
  const isWhole =
    length === undefined
      ? answer.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : answer.length === head + 4 + Number(length);
  return isWhole ? Number(headers.slice(9, 12)) : null;
}
