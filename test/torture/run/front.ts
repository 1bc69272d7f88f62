import { connect, createServer, type Socket } from 'node:net';

/** What stands before the servers, as a load balancer does: each connection goes to one that answers. */
export interface Front {
  readonly port: number;
  close(): void;
}

/**
 * Opens it on 127.0.0.1. Without a server that answers a connection is closed.
 *
 * @param ports where servers listen, or will; each connection begins with another one
 */
export async function openFront(ports: readonly number[]): Promise<Front> {
  const sockets = new Set<Socket>();
  let turn = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    turn += 1;
    join(
      client,
      ports.map((_, i) => ports[(turn + i) % ports.length]!),
    );
  });
  const join = (client: Socket, [port, ...others]: readonly number[]): void => {
    if (port === undefined) return void client.destroy();
    const there = connect({ host: '127.0.0.1', port });
    let isThere = false;
    keep(there);
    there.once('connect', () => {
      isThere = true;
      client.on('data', (bytes) => there.write(bytes));
      client.on('close', () => there.destroy());
      there.on('data', (bytes) => client.write(bytes));
    });
    there.once('close', () => (isThere ? client.destroy() : join(client, others)));
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
