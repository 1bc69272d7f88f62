import { SECOND } from '../../time/instant.ts';
import type { PublicAnswer } from './answer.ts';

/**
 * An answer as bytes: made once a second, for the `date` in it.
 *
 * @param now milliseconds since 1970
 * @example socket.write(wireOf(answer, Date.now()));
 */
export function wireOf({ status, headers, body, head }: PublicAnswer, now: number): Buffer {
  const second = Math.floor(now / SECOND);
  if (head.wire?.second !== second) head.wire = { second, whole: null, notModified: null };
  const { wire } = head;
  if (status === 304) {
    wire.notModified ??= bytesOf('304 Not Modified', headers, second, Buffer.alloc(0));
    return wire.notModified;
  }
  wire.whole ??= bytesOf('200 OK', headers, second, body!);
  return wire.whole;
}

function bytesOf(status: string, headers: readonly string[], second: number, body: Buffer): Buffer {
  const lines = [`HTTP/1.1 ${status}`, `date: ${new Date(second * SECOND).toUTCString()}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
