import { WebSocket } from 'ws';
import { type Client, reasonOf, type Sent, startClient, type Way, type Writable } from './client.ts';

/**
 * WebSockets: one that stays, sends a number, waits until it is back, and sends the next, and that connects
 * again once it was cut; and others that come, send one message, and go.
 */
export function webSocketClient(url: string): Client {
  const stay: Way = async (tally, isOver) => {
    while (!isOver()) {
      const began = performance.now();
      const { socket, sent } = await connect(url, began);
      tally.add(sent);
      if (socket === null) continue;
      const session: Writable = { cutAt: null, heard: 0, wrong: null };
      tally.sessions.push(session);
      await converse(socket, session, tally.changed, isOver);
    }
  };
  const come: Way = async (tally, isOver) => {
    while (!isOver()) {
      const began = performance.now();
      const { socket, sent } = await connect(url, began);
      const error = socket === null ? null : await visit(socket);
      tally.add(error === null ? sent : { ...sent, ended: performance.now(), error });
    }
  };
  return startClient('WebSocket', [stay, come]);
}

/** The handshake: a socket, or what was answered instead. */
function connect(url: string, began: number): Promise<{ socket: WebSocket | null; sent: Sent }> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise((resolve) => {
    const end = (status: number | null, state: string | null, error: string | null) => {
      const sent = { began, ended: performance.now(), status, state, error };
      resolve({ socket: status === 101 ? socket : null, sent });
    };
    socket.once('unexpected-response', (request, response) => {
      response.resume();
      response.once('end', () => {
        request.destroy();
        end(response.statusCode ?? null, (response.headers['lull-state'] as string) ?? null, null);
      });
    });
    socket.on('error', (error) => end(null, null, reasonOf(error)));
    // The app says "hi" by itself: what comes before somebody listens would be lost.
    socket.once('message', (text) => end(101, null, String(text) === 'hi' ? null : `it says ${text}`));
  });
}

/** Until it is over, or cut. */
function converse(
  socket: WebSocket,
  session: Writable,
  changed: () => void,
  isOver: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    let next = 1;
    let isLeaving = false;
    socket.on('message', (text) => {
      if (Number(text) !== next) session.wrong = `${text} came back instead of ${next}`;
      session.heard += 1;
      next += 1;
      changed();
      isLeaving = isOver();
      if (isLeaving) socket.close(1000);
      else setTimeout(() => socket.send(String(next)), 5);
    });
    socket.once('close', () => {
      if (!isLeaving) session.cutAt = performance.now();
      changed();
      resolve();
    });
    socket.send(String(next));
  });
}

/** One message there and back, and away again; what went wrong, or null. */
function visit(socket: WebSocket): Promise<string | null> {
  return new Promise((resolve) => {
    let back = '';
    socket.on('message', (text) => {
      back = String(text);
      socket.close(1000);
    });
    socket.once('close', (code) =>
      resolve(back === 'one' && code === 1000 ? null : `closed with ${code} after "${back}"`),
    );
    socket.send('one');
  });
}
