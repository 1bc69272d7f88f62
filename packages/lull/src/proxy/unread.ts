import type { Socket } from 'node:net';

/** What `node:http` could not read as a request, by the code of its error; anything else is 400. */
const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what never became a request, and closes: where the next one begins nobody knows. */
export function refuseUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = refusals[error.code ?? ''] ?? '400 Bad Request';
  const body = `${status}\n`;
  const headers = `content-type: text/plain\r\ncontent-length: ${body.length}\r\ncache-control: no-store`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${body}`);
}
