/** A file or stream that a location given by a person stands for. */
export interface Input {
  /** As a person would name it in a message. */
  readonly name: string;
  /** Path on disk, or null for standard input. */
  readonly path: string | null;
  /** Bytes on disk (compressed ones where it is compressed), or null where that is not known. */
  readonly size: number | null;
}
