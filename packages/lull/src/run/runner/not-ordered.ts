/** The server says that it never ordered these parts from this runner: it takes nothing of them. */
export class NotOrdered extends Error {
  /** As `run/part`. */
  readonly parts: ReadonlySet<string>;

  constructor(message: string, parts: Iterable<string>) {
    super(message);
    this.name = 'NotOrdered';
    this.parts = new Set(parts);
  }
}
