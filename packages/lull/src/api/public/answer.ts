import { memo } from '../../announce/public/bounded.ts';
import { chooseEncoding } from '../../announce/public/encodings.ts';
import type { Rendering } from '../../announce/public/shelf.ts';
import { matches } from '../etag.ts';
import { type Head, headOf } from './head.ts';

/** What a reader asks with. */
export interface ReaderHeaders {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** What is answered, whoever sends it. */
export interface PublicAnswer {
  readonly status: 200 | 304;
  /** Names and values in turn. */
  readonly headers: string[];
  /** Null with 304. */
  readonly body: Buffer | null;
  /** Of the rendering in this encoding: the same object for the same bytes. */
  readonly head: Head;
}

/**
 * Makes what answers with renderings: in the encoding that the reader takes, and without a body to whoever
 * has these bytes already.
 *
 * @param isSecure whether browsers find the server over HTTPS
 * @example
 * const answer = answering(true);
 * answer(rendering, { acceptEncoding: 'br', ifNoneMatch: '*' }).status // 304
 */
export function answering(isSecure: boolean): (rendering: Rendering, reader: ReaderHeaders) => PublicAnswer {
  const encodingFor = memo(chooseEncoding);
  const heads = new WeakMap<Buffer, Head>();
  return (rendering, { acceptEncoding, ifNoneMatch }) => {
    const encoding = encodingFor(acceptEncoding ?? '');
    const body = rendering.body(encoding);
    let head = heads.get(body);
    if (!head) {
      head = headOf(rendering, encoding, body.length, isSecure);
      heads.set(body, head);
    }
    const { etag } = head;
    const isKnown = ifNoneMatch !== undefined && (ifNoneMatch === etag || matches(ifNoneMatch, etag));
    return isKnown
      ? { status: 304, headers: head.notModified, body: null, head }
      : { status: 200, headers: head.whole, body, head };
  };
}
