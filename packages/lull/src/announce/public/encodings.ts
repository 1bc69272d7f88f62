import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { weighted } from '@lull/gate/page';

/** How a body can be sent. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** Good and quick: what is compressed is read thousands of times, and made anew with every change. */
const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
};

/**
 * How a body is sent to a reader: Brotli before gzip where both are as welcome, and plain to whoever names
 * neither (RFC 9110, 12.5.3).
 *
 * @example chooseEncoding('gzip, deflate, br') === 'br'
 */
export function chooseEncoding(accepted: string): Encoding {
  const weights = new Map(weighted(accepted).map(({ value, weight }) => [value, weight]));
  const weight = (encoding: Encoding): number => weights.get(encoding) ?? 0;
  if (weight('br') > 0 && weight('br') >= weight('gzip')) return 'br';
  return weight('gzip') > 0 ? 'gzip' : 'identity';
}

/** The body in an encoding. */
export function encoded(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'br') return brotliCompressSync(body, brotli);
  return encoding === 'gzip' ? gzipSync(body) : body;
}
