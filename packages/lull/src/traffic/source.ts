import type { Input } from './inputs.ts';
import type { Reading, ReadOptions } from './reading.ts';

/** A kind of traffic source that is read from files or standard input. */
export interface FileSource {
  readonly name: string;
  /** Names of its formats, as --format takes them. */
  readonly formats: readonly string[];
  /** The format that the beginning of a file (decompressed, up to 64 KiB) is in, null for none of ours. */
  detect(head: Buffer): string | null;
  read(inputs: readonly Input[], options: ReadOptions): Promise<Reading>;
}

/** A kind of traffic source that is asked over the network. */
export interface UrlSource {
  readonly name: string;
  /** Whether this location is one of its addresses. */
  accepts(location: string): boolean;
  read(location: string, options: ReadOptions): Promise<Reading>;
}
