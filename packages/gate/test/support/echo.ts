import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Every connection that an echo server has open. */
export const echoing = new Set<Duplex>();

/** Accepts a WebSocket, and sends back what short messages say; as raw as a library would. */
export function echo(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  echoing.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => echoing.delete(socket));
  socket.on('data', (frame: Buffer) => {
    const [first = 0, second = 0] = frame;
    const mask = frame.subarray(2, 6);
    const payload = frame.subarray(6, 6 + (second & 0x7f)).map((byte, i) => byte ^ mask[i % 4]!);
    socket.write(Buffer.from([first, payload.length]));
    socket.write(payload);
    if ((first & 0x0f) === 8) socket.end();
  });
}
