import { type Input, openChunks } from './chunks.ts';

/** Bytes that are looked at together. */
const PIECE = 64 * 1024;
/** How far behind what is no traffic it is looked for. */
const FARTHEST = 4 * 1024 * 1024;
const hole = Buffer.alloc(PIECE);

/** What was seen at the beginning of an input. */
export interface Look<T> {
  /** Its first 64 KiB, decompressed; empty when nothing is in it. */
  readonly head: Buffer;
  readonly found: T | null;
  /** Why no more than the head can be unpacked; null where that is not so or did not matter. */
  readonly torn: string | null;
}

/**
 * Looks for something in the first 64 KiB of an input, decompressed, then in the next ones: a log may begin
 * with junk (up to 4 MiB are looked at), or with a hole of zero bytes of any size, which is what copying and
 * emptying it leaves when its writer doesn't append. The input can be read from its beginning afterwards.
 *
 * @param look finds it in a piece, whose first and last line may be torn, or gives null
 * @throws LullError `source-unreadable`; `interrupted` on the signal
 * @example (await lookInto(input, formatOf)).found?.name // 'combined'
 */
export async function lookInto<T>(
  input: Input,
  look: (piece: Buffer) => T | null,
  signal?: AbortSignal,
): Promise<Look<T>> {
  let torn = null as string | null;
  let head: Buffer | null = null;
  let found: T | null = null;
  let looked = 0;
  const onTorn = (why: string) => {
    torn = why;
  };
  for await (const piece of piecesOf(openChunks(input, { again: true, signal, onTorn }))) {
    head ??= piece;
    const isHole = hole.subarray(0, piece.length).equals(piece);
    if (!isHole) found = look(piece);
    // What can be read only once is kept in memory, so that even a hole has its bounds there.
    if (!isHole || input.size === null) looked += piece.length;
    if (found !== null || looked >= FARTHEST) break;
  }
  return { head: head ?? Buffer.alloc(0), found, torn };
}

async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let gathered = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + PIECE - gathered);
      parts.push(part);
      gathered += part.length;
      at += part.length;
      if (gathered < PIECE) continue;
      yield Buffer.concat(parts);
      parts = [];
      gathered = 0;
    }
  }
  if (gathered > 0) yield Buffer.concat(parts);
}
