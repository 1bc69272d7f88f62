import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server that can be cut. */
export interface Line {
  readonly url: string;
  /** Cuts it, and waits until somebody has tried it so often in vain. */
  cut(tries: number): Promise<void>;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a line to a server on this machine. */
export async function lineTo(url: string): Promise<Line> {
  const to = new URL(url);
  const open = new Set<Socket>();
  let isCut = false;
  const relay = createServer((socket) => {
    if (isCut) {
      socket.destroy();
      relay.emit('in-vain');
      return;
    }
    const far = connect(Number(to.port), to.hostname);
    for (const one of [socket, far]) {
      open.add(one);
      const other = one === far ? socket : far;
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
    socket.pipe(far).pipe(socket);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    async cut(tries) {
      isCut = true;
      drop();
      for (let tried = 0; tried < tries; tried++) await once(relay, 'in-vain');
    },
    mend() {
      isCut = false;
    },
    async close() {
      drop();
      relay.close();
      await once(relay, 'close');
    },
  };
}
