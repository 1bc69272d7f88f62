import { constants, open as openDescriptor } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { LullError } from '../errors.ts';
import { gunzip, isGzip, isZstd, unzstd } from './unpack.ts';

/** A file or stream that a location given by a person stands for. */
export interface Input {
  /** As a person would name it in a message. */
  readonly name: string;
  /** Path on disk, or null for standard input. */
  readonly path: string | null;
  /**
   * Bytes on disk (compressed ones where it is compressed), or null for what is no file and is read only
   * once.
   */
  readonly size: number | null;
}

/** What a person is told while an input is read, and how they stop it. */
export interface ChunkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes taken from the disk since the last call, before they are decompressed. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Called once when an archive breaks off or is damaged, after all that could be read of it. */
  readonly onTorn?: ((why: string) => void) | undefined;
  /** Whether the input will be read again from its beginning: what can be read only once is kept for that. */
  readonly again?: boolean;
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
 * Lets go of an input that was opened and need not be read to its end: a pipe would keep the process waiting.
 *
 * @example await closeInput(input);
 */
export async function closeInput(input: Input): Promise<void> {
  await opened.get(input)?.rest.return(undefined);
  opened.delete(input);
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

async function* bytesOf(input: Input, options: ChunkOptions): AsyncGenerator<Buffer> {
  const { path, size } = input;
  for await (const chunk of path === null || size === null ? onceBytes(input, options) : fileBytes(path)) {
    stopIfAborted(options.signal);
    options.onBytes?.(chunk.length);
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

/** What can be read only once: what was taken of it and is kept, and what is still to come. */
interface Once {
  kept: Buffer[];
  readonly rest: AsyncGenerator<Buffer>;
}

const opened = new WeakMap<Input, Once>();

async function* onceBytes(input: Input, { again, signal }: ChunkOptions): AsyncGenerator<Buffer> {
  const once = opened.get(input) ?? { kept: [], rest: streamBytes(input, signal) };
  opened.set(input, once);
  const { kept, rest } = once;
  if (!again) once.kept = [];
  yield* kept;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    if (again) kept.push(next.value);
    yield next.value;
  }
}

/** The signal ends the wait for whoever writes, too. */
async function* streamBytes({ name, path }: Input, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    if (path !== null && !(await stat(path)).isFIFO()) return yield* fileBytes(path);
    const stream: Readable = path === null ? process.stdin : await openPipe(path);
    if (signal) addAbortSignal(signal, stream);
    yield* stream;
  } catch (error) {
    stopIfAborted(signal);
    throw error instanceof LullError ? error : unreadable(name, error as NodeJS.ErrnoException);
  }
}

/**
 * Opening a pipe waits for a writer, and nothing can end that; only Linux lets one wait for the first byte
 * instead.
 */
async function openPipe(path: string): Promise<Readable> {
  const flags = process.platform === 'linux' ? constants.O_NONBLOCK : 0;
  const fd = await promisify(openDescriptor)(path, constants.O_RDONLY | flags);
  return new Socket({ fd, readable: true, writable: false });
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
