import { badConfig, type Mistake } from '../../catalog/mistakes.ts';
import { formatOf } from '../actions/formats.ts';
import { NoFile, type StepsFolder } from './folder.ts';
import { type Digest, digestOf } from './hash.ts';
import type { StepsRead } from './make.ts';
import { mapActions } from './map-actions.ts';
import type { ParsedSteps } from './parse.ts';
import { actionPath, type Finding, placesOf } from './places.ts';

const MOST_SQL = 4 * 1024 * 1024;
/** Bytes of a file that the hash covers and that isn't SQL. */
export const MOST_OTHER = 64 * 1024 * 1024;
/** Files that one step file may name. */
const MOST_FILES = 200;

/** The files beside a step file that it names. */
export interface NamedFiles {
  readonly digests: readonly Digest[];
  /** What is in those with SQL, by name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly mistakes: readonly Mistake[];
}

interface Named extends Pick<Finding, 'path'> {
  readonly file: string;
  readonly kind: 'sql' | 'program' | 'folder' | 'other';
}

/**
 * Reads the files that a step file names: those with SQL are kept, of the others the digest is.
 *
 * @throws LullError `steps-exposed`
 * @example (await readNamedFiles(folder, parsed)).texts.get('widen.sql')
 */
export async function readNamedFiles(folder: StepsFolder, parsed: ParsedSteps): Promise<NamedFiles> {
  const { document } = parsed;
  const digests = new Map<string, Digest>();
  const texts = new Map<string, string>();
  const mistakes: Mistake[] = [];
  for (const { path, file, kind } of namedIn(parsed)) {
    try {
      if (digests.size >= MOST_FILES) throw new NoFile(`is one of more than ${MOST_FILES} files`);
      if (kind === 'folder') {
        if (!(await folder.has(file, 'folder'))) throw new NoFile('is no folder there');
      } else if (kind === 'sql' && !texts.has(file)) {
        const bytes = await folder.read(file, MOST_SQL);
        texts.set(file, decoded(bytes));
        digests.set(file, { name: file, digest: digestOf(bytes) });
      } else if (!digests.has(file)) {
        digests.set(file, { name: file, digest: await folder.digest(file, MOST_OTHER) });
      }
      if (kind === 'program' && !(await folder.isProgram(file))) {
        throw new NoFile('cannot be executed: chmod +x');
      }
    } catch (error) {
      if (!(error instanceof NoFile)) throw error;
      mistakes.push(document.mistakeAt(path, `${file} ${error.message}`));
    }
  }
  return { digests: [...digests.values()], texts, mistakes };
}

function namedIn({ steps, files }: ParsedSteps): Named[] {
  const places = steps === null ? [] : placesOf(steps);
  return [
    ...places.flatMap((place) => {
      const { action } = place;
      const inner = action.kind === 'waitUntil' ? action.probe : action;
      const kind = inner.kind === 'sql' ? 'sql' : 'program';
      const path = [...actionPath(place), kind === 'sql' ? 'file' : 'argv'];
      const folder = inner.kind === 'command' ? inner.folder : null;
      return [
        ...(folder === null ? [] : [{ path, file: folder, kind: 'folder' } as const]),
        ...formatOf(action)
          .files(action)
          .map((file) => ({ path, file, kind }) as const),
      ];
    }),
    ...files.map((file, i) => ({ path: ['files', i], file, kind: 'other' }) as const),
  ];
}

/**
 * Steps with the text of their SQL files in the actions that name them.
 *
 * @param texts of the files by name, as they were hashed; the text of one that is missing stays null
 */
export function withSql(steps: StepsRead, texts: ReadonlyMap<string, string>): StepsRead {
  const sql = <A extends { readonly kind: string }>(action: A): A => {
    const { file } = action as { readonly file?: string | null };
    return action.kind === 'sql' && typeof file === 'string'
      ? { ...action, text: texts.get(file) ?? null }
      : action;
  };
  return mapActions(steps, (action) =>
    action.kind === 'waitUntil' ? { ...action, probe: sql(action.probe) } : sql(action),
  );
}

/**
 * The text that the bytes of a step file are.
 *
 * @throws LullError `bad-steps` where they are none in UTF-8
 * @example textOf(Buffer.from('steps: []'), 'move.yaml')
 */
export function textOf(bytes: Buffer, file: string): string {
  try {
    return decoded(bytes);
  } catch (error) {
    if (!(error instanceof NoFile)) throw error;
    const mistake = { file, line: 1, column: 1, field: '', message: error.message, hint: null };
    throw badConfig(file, [mistake], 'bad-steps');
  }
}

function decoded(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    throw new NoFile('is not text in UTF-8');
  }
  throw new NoFile('holds a NUL');
}
