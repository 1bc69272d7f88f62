import { createHash } from 'node:crypto';

/** A file and the SHA-256 of its bytes, in hexadecimal. */
export interface Digest {
  readonly name: string;
  readonly digest: string;
}

/** The SHA-256 of bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * What an approval binds: the hash of a step file and all that it names. It is the SHA-256 of what
 * `sha256sum` prints of the files, the step file first and then the others by name, so that anyone can check
 * it: `sha256sum move.yaml sql/widen.sql | sha256sum`.
 *
 * @param others in any order; a file that is named twice counts once
 * @returns hexadecimal, 64 digits
 * @example hashOf({ name: 'move.yaml', digest: digestOf(bytes) }, [])
 */
export function hashOf(file: Digest, others: readonly Digest[]): string {
  const byName = new Map(others.map((one) => [one.name, one]));
  const sorted = [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lines = [file, ...sorted].map(({ name, digest }) => `${digest}  ${name}\n`);
  return digestOf(Buffer.from(lines.join('')));
}
