import { badConfig, type Mistake } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { FoundFile } from '../runner/contract.ts';
import type { Steps, Targets } from './contract.ts';
import { NoFile, type StepsFolder } from './folder.ts';
import { type Digest, digestOf, hashOf } from './hash.ts';
import { MOST_OTHER, type NamedFiles, readNamedFiles, textOf, withSql } from './named-files.ts';
import { outlineOf } from './outline.ts';
import { type ParsedSteps, parseSteps, parseTargets } from './parse.ts';
import { sqlMistakes } from './sql-texts.ts';

const MOST_BYTES = 256 * 1024;
const EXTENSION = '.yaml';
const TARGETS = `targets${EXTENSION}`;
const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);

/** A step file of a folder, whatever is wrong with it. */
export interface InspectedSteps extends ParsedSteps, NamedFiles {
  /** SHA-256 over the file and those that it names, hex. */
  readonly hash: string;
}

/** A step file that can be run. */
export interface LoadedSteps extends Steps {
  /** The files that the hash covers and that are read only when they are run. */
  readonly programs: readonly Digest[];
}

/**
 * Names of the step files of a folder, without `.yaml`.
 *
 * @example await stepNames(await openFolder('steps', false)) // ['move-orders']
 */
export async function stepNames(folder: StepsFolder): Promise<string[]> {
  const names = await folder.names();
  return names
    .filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.') && name !== TARGETS)
    .map((name) => name.slice(0, -EXTENSION.length));
}

/**
 * Reads a step file with all that belongs to it, and finds everything that is wrong.
 *
 * @throws LullError `steps-not-found`, `steps-exposed`; `bad-steps` where it is no document of YAML
 * @example (await inspectSteps(folder, 'move-orders')).mistakes
 */
export async function inspectSteps(folder: StepsFolder, name: string): Promise<InspectedSteps> {
  const file = `${name}${EXTENSION}`;
  if (!isName(name) || file === TARGETS) {
    const what = printable(`"${file}" is not a name of a step file`);
    throw new LullError('bad-steps', what, 'Name it with letters, digits, ".", "_" and "-".');
  }
  const bytes = await folder.read(file, MOST_BYTES).catch((error: unknown) => notThere(folder, file, error));
  const found = await findTargets(folder);
  const parsed = parseSteps(
    textOf(bytes, file),
    name,
    file,
    found.mistakes.length > 0 ? null : found.targets,
  );
  const named = await readNamedFiles(folder, parsed);
  const { steps, document } = parsed;
  const sql = steps === null ? [] : sqlMistakes(withSql(steps, named.texts));
  const mistakes = [
    ...found.mistakes,
    ...parsed.mistakes,
    ...named.mistakes,
    ...sql.map(({ path, message }) => document.mistakeAt(path, message)),
  ];
  const hash = hashOf({ name: file, digest: digestOf(bytes) }, named.digests);
  return { ...parsed, ...named, hash, mistakes };
}

/**
 * Reads a step file to be run: what its actions name is in them, so that what runs is what was hashed.
 *
 * @throws LullError `steps-not-found`, `steps-exposed`; `bad-steps` with `details.mistakes`
 * @example (await loadSteps(await openFolder('/etc/lull/steps', true), 'move-orders')).hash
 */
export async function loadSteps(folder: StepsFolder, name: string): Promise<LoadedSteps> {
  const { steps, hash, mistakes, texts, digests } = await inspectSteps(folder, name);
  if (steps === null || mistakes.length > 0) throw wrongFiles(mistakes);
  const programs = digests.filter((one) => !texts.has(one.name));
  return { ...withSql(steps, texts), hash, programs };
}

/**
 * The first of some files that isn't any more what it was.
 *
 * @returns its name; null where all are
 * @throws LullError `steps-exposed`
 * @example await changedSince(folder, programs) // 'move.sh'
 */
export async function changedSince(folder: StepsFolder, files: readonly Digest[]): Promise<string | null> {
  for (const { name, digest } of files) {
    const found = await folder.digest(name, MOST_OTHER).catch((error: unknown) => {
      if (error instanceof NoFile) return null;
      throw error;
    });
    if (found !== digest) return name;
  }
  return null;
}

/**
 * The targets of a folder's targets.yaml; none where there is no such file.
 *
 * @throws LullError `steps-exposed`; `bad-steps`
 * @example (await loadTargets(folder)).get('shop-db')
 */
export async function loadTargets(folder: StepsFolder): Promise<Targets> {
  const { targets, mistakes } = await findTargets(folder);
  if (mistakes.length > 0) throw wrongFiles(mistakes);
  return targets;
}

/** Files of which nothing can be made, by name: what they hold, and what was told of them. */
export type Unusable = Map<string, { readonly content: string; readonly found: FoundFile }>;

/**
 * Every step file of a folder, as a runner tells the server of it.
 *
 * @param unusable what was found before, and is now: nonsense takes the longest to read, and is read once
 * @example await findSteps(folder) // [{ name: 'move-orders', hash: '…', outline: { … }, mistake: null }]
 */
export async function findSteps(folder: StepsFolder, unusable: Unusable = new Map()): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const names = await stepNames(folder);
  for (const name of unusable.keys()) if (!names.includes(name)) unusable.delete(name);
  for (const name of names) found.push(await findOne(folder, name, unusable));
  return found;
}

async function findOne(folder: StepsFolder, name: string, unusable: Unusable): Promise<FoundFile> {
  const content = await contentOf(folder, name);
  const before = unusable.get(name);
  if (content !== null && before?.content === content) return before.found;
  const told = (hash: string, mistake: string): FoundFile => {
    const found = { name, hash, outline: null, mistake };
    if (content !== null) unusable.set(name, { content, found });
    return found;
  };
  try {
    const { steps, hash, mistakes } = await inspectSteps(folder, name);
    if (steps === null) return told(hash, wrongFiles(mistakes).message);
    if (mistakes.length === 0) return { name, hash, outline: outlineOf(steps), mistake: null };
    return { name, hash, outline: null, mistake: wrongFiles(mistakes).message };
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    if (error.code === 'bad-steps') return told('', error.message);
    return { name, hash: '', outline: null, mistake: error.message };
  }
}

/** By what a step file and the targets beside it are known again; null where they can't be read. */
async function contentOf(folder: StepsFolder, name: string): Promise<string | null> {
  const digest = (file: string) => folder.digest(file, MOST_BYTES).catch(() => null);
  const own = await digest(`${name}${EXTENSION}`);
  return own && `${own} ${await digest(TARGETS)}`;
}

async function findTargets(folder: StepsFolder) {
  const bytes = await folder.read(TARGETS, MOST_BYTES).catch((error: unknown) => {
    if (error instanceof NoFile && error.isMissing) return null;
    return notThere(folder, TARGETS, error);
  });
  if (bytes === null) return { targets: new Map() as Targets, mistakes: [] };
  return parseTargets(textOf(bytes, TARGETS), TARGETS);
}

/** One error for what is wrong in a step file, and in the targets beside it. */
function wrongFiles(mistakes: readonly Mistake[]): LullError {
  return badConfig(mistakes[0]!.file, mistakes, 'bad-steps');
}

function notThere(folder: StepsFolder, file: string, error: unknown): never {
  if (!(error instanceof NoFile)) throw error;
  const what = printable(`${file} in ${folder.path} ${error.message}`);
  throw new LullError('steps-not-found', what, 'lull steps list FOLDER shows which there are.', { file });
}
