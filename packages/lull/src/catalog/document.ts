import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import { MOST_BYTES } from './entry.ts';
import { badConfig, type Mistake } from './mistakes.ts';

/** Path of a field in a document. */
export type Path = readonly PropertyKey[];

/** A YAML document as plain values, and where in its text each of them stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** A mistake at a field; at the nearest field around it where it is not written itself. */
  mistakeAt(path: Path, message: string, hint?: string | null): Mistake;
}

/** Lines and brackets of a document: 20,000 entries have some 150,000, nonsense of that size has millions. */
const MOST_MARKS = 400_000;

/**
 * Reads one document of YAML 1.2. An empty text is an empty document.
 *
 * @throws LullError `bad-config` with every mistake of syntax, doubled keys included
 * @example readDocument('windows: {}', 'lull.yaml').value // { windows: {} }
 */
export function readDocument(text: string, file: string): ConfigDocument {
  const at = (line: number, column: number, message: string): Mistake => ({
    file,
    line,
    column,
    field: '',
    message,
    hint: null,
  });
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw badConfig(file, [at(1, 1, 'is larger than 4 MiB; apply it in parts, without --prune')]);
  }
  if (marksIn(text) > MOST_MARKS) {
    const many = `has more than ${MOST_MARKS.toLocaleString('en')} lines and brackets`;
    throw badConfig(file, [at(1, 1, `${many}; apply it in parts, without --prune`)]);
  }
  const lines = new LineCounter();
  // The library's own look for doubled keys compares each with every other: minutes for many thousand.
  const options = { prettyErrors: false, merge: true, logLevel: 'error', uniqueKeys: false } as const;
  const documents = failingAsMistake(file, () => parseAllDocuments(text, { ...options, lineCounter: lines }));
  const [document, second] = 'empty' in documents ? [] : documents;
  if (!document) return { value: null, mistakeAt: (_path, message) => at(1, 1, message) };
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tooDeep = document.errors.find((error) => /call stack/.test(error.message));
  const mistakes = (tooDeep ? [tooDeep] : document.errors).map((error) => {
    const { line, column } = place(error.pos[0]);
    return at(line, column, tooDeep ? 'is nested too deeply' : error.message);
  });
  if (mistakes.length === 0) {
    for (const offset of failingAsMistake(file, () => doubledKeys(document))) {
      const { line, column } = place(offset);
      mistakes.push(at(line, column, 'is written twice; keys of a block are unique'));
    }
  }
  if (second && mistakes.length === 0) {
    const { line, column } = place(second.range[0]);
    mistakes.push(at(line, column, 'a second document begins; write one document'));
  }
  if (mistakes.length > 0) throw badConfig(file, mistakes);
  const pairs = new Map<YAMLMap, Map<string, Pair>>();
  const pairOf = (map: YAMLMap, key: PropertyKey): Pair | undefined => {
    const byKey =
      pairs.get(map) ?? new Map(map.items.map((pair) => [String(pair.key).normalize('NFC'), pair]));
    pairs.set(map, byKey);
    return byKey.get(String(key).normalize('NFC'));
  };
  return {
    value: failingAsMistake(file, () => document.toJS({ maxAliasCount: 100 })),
    mistakeAt(path, message, hint = null) {
      const field = path.map(String).join('.');
      return { file, ...place(offsetOf(document.contents, path, pairOf)), field, message, hint };
    },
  };
}

/** Every node of a document costs one of these at least, but for lists within lists on one line. */
function marksIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === '\n' || letter === ',' || letter === '{' || letter === '[') count += 1;
    else if (letter === '}' || letter === ']') count += 1;
  }
  return count;
}

/** Offsets of the keys that their map has already. */
function doubledKeys(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) offsets.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return offsets;
}

/** Aliases that multiply or name nothing, and nesting that overflows the stack, are mistakes of the file. */
function failingAsMistake<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const message = error instanceof ReferenceError ? error.message : 'is nested too deeply';
    throw badConfig(file, [{ file, line: 1, column: 1, field: '', message, hint: null }]);
  }
}

/** Offset of the last key or item on the path that is written. */
function offsetOf(
  root: Node | null,
  path: Path,
  pairOf: (map: YAMLMap, key: PropertyKey) => Pair | undefined,
): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = pairOf(node, step);
      offset = (pair?.key as Node | undefined)?.range?.[0] ?? offset;
      node = pair?.value;
    } else {
      node = isCollection(node) ? node.get(step, true) : undefined;
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
