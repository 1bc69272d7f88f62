import {
  type Document,
  isAlias,
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

/** What a kind of document may be. */
export interface DocumentKind {
  readonly mostBytes: number;
  /** Lines and brackets, of which every node of it costs one at least. */
  readonly mostMarks: number;
  /** What is done about one that is larger. */
  readonly smaller: string;
  /** Whether it may have anchors, aliases, tags and directives. */
  readonly isPlain: boolean;
  /** The code of the error that says what is wrong in it. */
  readonly code: 'bad-config' | 'bad-steps';
}

/** A lull.yaml: 20,000 entries have some 150,000 lines and brackets, nonsense of that size has millions. */
const wholeConfig: DocumentKind = {
  mostBytes: MOST_BYTES,
  mostMarks: 400_000,
  smaller: 'apply it in parts, without --prune',
  isPlain: false,
  code: 'bad-config',
};

/**
 * Reads one document of YAML 1.2. An empty text is an empty document.
 *
 * @throws LullError the kind's code, with every mistake of syntax, doubled keys included
 * @example readDocument('windows: {}', 'lull.yaml').value // { windows: {} }
 */
export function readDocument(text: string, file: string, kind: DocumentKind = wholeConfig): ConfigDocument {
  const at = (line: number, column: number, message: string): Mistake => ({
    file,
    line,
    column,
    field: '',
    message,
    hint: null,
  });
  const { mostBytes, mostMarks, smaller, isPlain, code } = kind;
  if (Buffer.byteLength(text) > mostBytes) {
    throw badConfig(file, [at(1, 1, `is larger than ${sizeOf(mostBytes)}; ${smaller}`)], code);
  }
  if (marksIn(text) > mostMarks) {
    const many = `has more than ${mostMarks.toLocaleString('en')} lines and brackets`;
    throw badConfig(file, [at(1, 1, `${many}; ${smaller}`)], code);
  }
  const lines = new LineCounter();
  // The library's own look for doubled keys compares each with every other: minutes for many thousand.
  const options = { prettyErrors: false, merge: !isPlain, logLevel: 'error', uniqueKeys: false } as const;
  const failingAsMistake = <T>(work: () => T): T => failingAs(code, file, work);
  const documents = failingAsMistake(() => parseAllDocuments(text, { ...options, lineCounter: lines }));
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
    for (const offset of failingAsMistake(() => doubledKeys(document))) {
      const { line, column } = place(offset);
      mistakes.push(at(line, column, 'is written twice; keys of a block are unique'));
    }
    for (const { offset, what } of isPlain ? failingAsMistake(() => unplain(document)) : []) {
      const { line, column } = place(offset);
      mistakes.push(at(line, column, what));
    }
  }
  if (second && mistakes.length === 0) {
    const { line, column } = place(second.range[0]);
    mistakes.push(at(line, column, 'a second document begins; write one document'));
  }
  if (mistakes.length > 0) throw badConfig(file, mistakes, code);
  const pairs = new Map<YAMLMap, Map<string, Pair>>();
  const pairOf = (map: YAMLMap, key: PropertyKey): Pair | undefined => {
    const byKey =
      pairs.get(map) ?? new Map(map.items.map((pair) => [String(pair.key).normalize('NFC'), pair]));
    pairs.set(map, byKey);
    return byKey.get(String(key).normalize('NFC'));
  };
  return {
    value: failingAsMistake(() => document.toJS({ maxAliasCount: 100 })),
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

/** What makes that a text isn't just what it says where it says it. */
function unplain(document: Document): { offset: number; what: string }[] {
  const found: { offset: number; what: string }[] = [];
  const { yaml } = document.directives ?? {};
  if (yaml?.explicit) found.push({ offset: 0, what: 'begins with a directive (%YAML); leave it out' });
  visit(document, {
    Node(_, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) found.push({ offset, what: `*${node.source} is an alias; write it out` });
      else if (node.anchor) found.push({ offset, what: `&${node.anchor} is an anchor; leave it out` });
      if (node.tag) found.push({ offset, what: `${node.tag} is a tag; leave it out` });
    },
  });
  return found;
}

const sizeOf = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${bytes / 1024} KiB` : `${bytes / 1024 ** 2} MiB`;

/** Aliases that multiply or name nothing, and nesting that overflows the stack, are mistakes of the file. */
function failingAs<T>(code: DocumentKind['code'], file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const message = error instanceof ReferenceError ? error.message : 'is nested too deeply';
    throw badConfig(file, [{ file, line: 1, column: 1, field: '', message, hint: null }], code);
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
