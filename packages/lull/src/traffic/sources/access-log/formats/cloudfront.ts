import type { LogFormat } from '../request.ts';
import { w3cParser } from './w3c-fields.ts';

/** Standard logs of Amazon CloudFront: W3C with tabs and URL-encoded fields. */
export const cloudfront: LogFormat = {
  name: 'cloudfront',
  encoding: 'utf8',
  inOrder: true,
  parser: () =>
    w3cParser({
      name: 'cloudfront',
      sign: 'x-edge-location',
      values: (line) => line.split('\t'),
      decode: decoded,
    }),
};

/** CloudFront encodes a field once or twice, by its age. */
function decoded(text: string): string {
  let plain = text;
  for (let times = 0; times < 2 && plain.includes('%'); times++) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      return plain;
    }
  }
  return plain;
}
