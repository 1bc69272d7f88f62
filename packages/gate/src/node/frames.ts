/** Follows what is written to a WebSocket's connection, to know where one frame ends and the next begins. */
export interface Frames {
  /** Takes note of bytes that were written. */
  saw(bytes: Uint8Array): void;
  /** Whether a frame of ours may be written now: the handshake is through, and no frame is half written. */
  isBetween(): boolean;
}

/**
 * Reads the server's side of a connection from its very first byte (RFC 6455, 5.2; servers don't mask).
 *
 * @example socketFrames.saw(chunk); if (socketFrames.isBetween()) socket.write(closeFrame);
 */
export function followFrames(): Frames {
  let handshake = '';
  let isThrough = false;
  let head: number[] = [];
  let left = 0;

  const saw = (bytes: Uint8Array): void => {
    let i = 0;
    while (i < bytes.length) {
      if (!isThrough) {
        handshake = (handshake + String.fromCharCode(bytes[i]!)).slice(-4);
        isThrough = handshake === '\r\n\r\n';
        i += 1;
      } else if (left > 0) {
        const taken = Math.min(left, bytes.length - i);
        left -= taken;
        i += taken;
      } else {
        head.push(bytes[i]!);
        i += 1;
        if (head.length === headLength(head)) {
          left = payloadLength(head);
          head = [];
        }
      }
    }
  };
  return { saw, isBetween: () => isThrough && left === 0 && head.length === 0 };
}

function headLength([, second = 0]: readonly number[]): number {
  const length = second & 0x7f;
  const extended = length === 127 ? 8 : length === 126 ? 2 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

function payloadLength([, second = 0, ...rest]: readonly number[]): number {
  const length = second & 0x7f;
  if (length < 126) return length;
  return rest.slice(0, length === 127 ? 8 : 2).reduce((sum, byte) => sum * 256 + byte, 0);
}

/**
 * A frame that closes a WebSocket.
 *
 * @param reason cut to what a frame of this kind can hold
 * @example socket.write(closeFrame(1012, 'closed'));
 */
export function closeFrame(code: number, reason: string): Buffer {
  const text = Buffer.from(reason).subarray(0, 123);
  return Buffer.concat([Buffer.from([0x88, 2 + text.length, code >> 8, code & 0xff]), text]);
}
