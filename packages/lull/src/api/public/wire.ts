import { SECOND } from '../../time/instant.ts';
import type { PublicAnswer } from './answer.ts';
import type { Head } from './head.ts';

/** Both answers of a head as they go over the wire, for one second. */
interface Wire {
  readonly second: number;
  whole: Buffer | null;
  notModified: Buffer | null;
}

/**
 * Makes what writes answers as bytes, status line and all: made once a second, for the `Date` in them.
 *
 * @example const bytes = wiring(); socket.write(bytes(answer, Date.now()));
 */
export function wiring(): (answer: PublicAnswer, now: number) => Buffer {
  const wires = new WeakMap<Head, Wire>();
  return ({ status, headers, body, head }, now) => {
    const second = Math.floor(now / SECOND);
    let wire = wires.get(head);
    if (wire?.second !== second) {
      wire = { second, whole: null, notModified: null };
      wires.set(head, wire);
    }
    if (status === 304) {
      wire.notModified ??= bytesOf('304 Not Modified', headers, second, Buffer.alloc(0));
      return wire.notModified;
    }
    wire.whole ??= bytesOf('200 OK', headers, second, body!);
    return wire.whole;
  };
}

function bytesOf(status: string, headers: readonly string[], second: number, body: Buffer): Buffer {
  const lines = [`HTTP/1.1 ${status}`, `date: ${new Date(second * SECOND).toUTCString()}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
