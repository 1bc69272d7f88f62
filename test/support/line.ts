import { connect, createServer, type Server, type Socket } from 'node:net';

/** The way to a server, which can be cut as networks are: nothing more comes through, and nobody is told. */
export interface Line {
  readonly port: number;
  cut(): void;
  /** What was under way while it was cut is lost. */
  mend(): void;
  close(): void;
}

/**
 * Passes on what comes on an address of this machine to a port of 127.0.0.1, and what comes back.
 *
 * @example const line = await openLine(4747); const url = `http://127.0.0.1:${line.port}`;
 */
export async function openLine(to: number, host = '127.0.0.1'): Promise<Line> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const line: Server = createServer((client) => {
    keep(client);
    if (isCut) return void client.pause();
    const server = connect({ host: '127.0.0.1', port: to });
    keep(server);
    for (const [from, into] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (bytes) => isCut || into.write(bytes));
      from.on('close', () => isCut || into.destroy());
    }
  });
  await new Promise<void>((done) => line.listen(0, host, done));
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (line.address() as { port: number }).port,
    cut() {
      isCut = true;
    },
    mend() {
      dropAll();
      isCut = false;
    },
    close() {
      dropAll();
      line.close();
    },
  };
}
