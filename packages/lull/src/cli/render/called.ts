import { printable } from '../../printable.ts';

/**
 * What a person or key is called, where only an id stands.
 *
 * @param names of the same answer
 */
export function called(id: string, names: Readonly<Record<string, string | null>>): string {
  return nameShown(names[id] ?? null);
}

/** A name, or that it is not known: of whoever was removed, or never was there. */
export function nameShown(name: string | null): string {
  return name === null ? 'somebody no longer known' : printable(name);
}
