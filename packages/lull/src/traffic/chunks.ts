import { type FileHandle, open } from 'node:fs/promises';
import { LullError } from '../errors.ts';
import { gunzip, isGzip, isZstd, unzstd } from './unpack.ts';

/** A file or stream that a location given by a person stands for. */
export interface Input {
  /** As a person would name it in a message. */
  readonly name: string;
  /** Path on disk, or null for standard input. */
  readonly path: string | null;
  /** Bytes on disk (compressed ones where it is compressed), or null where that is not known. */
  readonly size: number | null;
}

/** What a person is told while an input is read, and how they stop it. */
export interface ChunkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes taken from the disk since the last call, before they are decompressed. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /**
   * Called once when an archive breaks off or is damaged; what could be read before it has been given by
   * then.
   */
  readonly onTorn?: ((why: string) => void) | undefined;
}

const CHUNK = 256 * 1024;

/**
 * The bytes of an input in order, decompressed where they begin like gzip (one member or many) or Zstandard,
 * whatever the name. A torn or damaged archive gives what can be read of it and then says so through
 * `onTorn`.
 *
 * @throws LullError `source-unreadable` when the file cannot be opened or read; `interrupted` on the signal
 * @example for await (const chunk of openChunks(input)) count += chunk.length;
 */
export async function* openChunks(input: Input, options: ChunkOptions = {}): AsyncGenerator<Buffer> {
  yield* unpacked(bytesOf(input, options), options.onTorn);
}

/**
 * The beginning of an input, decompressed, for detecting what it holds. Standard input can still be read
 * whole afterwards.
 *
 * @throws LullError `source-unreadable`
 * @example (await headOf(input, 64 * 1024)).toString('utf8')
 */
export async function headOf(input: Input, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let gathered = 0;
  const bytes = input.path === null ? stdinBytes({ again: true }) : fileBytes(input.path);
  for await (const chunk of unpacked(bytes)) {
    parts.push(chunk);
    gathered += chunk.length;
    if (gathered >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}

/**
 * Whether a file is an archive that `openChunks` unpacks.
 *
 * @throws LullError `source-unreadable`
 */
export async function isPacked(path: string): Promise<boolean> {
  for await (const chunk of fileBytes(path)) return isGzip(chunk) || isZstd(chunk);
  return false;
}

/**
 * Ends with `interrupted` when the signal says so.
 *
 * @throws LullError `interrupted`
 */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new LullError('interrupted', 'reading was interrupted', 'Run the command again.');
}

/** The error of a file that is there and cannot be read. */
export function unreadable(path: string, error: NodeJS.ErrnoException): LullError {
  const why: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOENT: 'it is gone',
  };
  return new LullError(
    'source-unreadable',
    `cannot read "${path}": ${why[error.code ?? ''] ?? error.message}`,
    'Check that the file is there and that you may read it, then run the command again.',
    { path },
  );
}

async function* bytesOf(input: Input, { signal, onBytes }: ChunkOptions): AsyncGenerator<Buffer> {
  for await (const chunk of input.path === null ? stdinBytes({ again: false }) : fileBytes(input.path)) {
    stopIfAborted(signal);
    onBytes?.(chunk.length);
    yield chunk;
  }
}

/** One read is always under way while the consumer works on the chunk before it. */
async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    let ahead = readChunk(file);
    for (let chunk = await ahead; chunk.length > 0; chunk = await ahead) {
      ahead = readChunk(file);
      ahead.catch(() => {});
      yield chunk;
    }
  } catch (error) {
    throw error instanceof LullError ? error : unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    await file?.close();
  }
}

async function readChunk(file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  const { bytesRead } = await file.read(buffer, 0, CHUNK);
  return buffer.subarray(0, bytesRead);
}

const stdin = { source: null as AsyncIterator<Buffer> | null, ahead: [] as Buffer[] };

/** Standard input can be read only once: what a head took of it is kept for the reading that follows. */
async function* stdinBytes({ again }: { again: boolean }): AsyncGenerator<Buffer> {
  const ahead = stdin.ahead;
  if (!again) stdin.ahead = [];
  yield* ahead;
  stdin.source ??= process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let next = await stdin.source.next(); !next.done; next = await stdin.source.next()) {
    if (again) stdin.ahead.push(next.value);
    yield next.value;
  }
}

/** The first four bytes decide; a source may hand them out one by one. */
async function* unpacked(
  bytes: AsyncGenerator<Buffer>,
  onTorn: (why: string) => void = () => {},
): AsyncGenerator<Buffer> {
  try {
    let head = Buffer.alloc(0);
    while (head.length < 4) {
      const next = await bytes.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    const whole = startingWith(head, bytes);
    if (isGzip(head)) yield* gunzip(whole, onTorn);
    else if (isZstd(head)) yield* unzstd(whole, onTorn);
    else if (head.length > 0) yield* whole;
  } finally {
    await bytes.return(undefined);
  }
}

async function* startingWith(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}
