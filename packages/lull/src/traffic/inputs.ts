import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LullError } from '../errors.ts';
import { type Input, unreadable } from './chunks.ts';

export { type ChunkOptions, closeInput, type Input, openChunks } from './chunks.ts';
export { type Look, lookInto } from './head.ts';

const rotation =
  /^(?<base>.*?)(?:[.-](?<day>\d{4}-?\d\d-?\d\d(?:[-T_.]?\d{2,6})?))?(?:\.(?<number>\d{1,5}))?$/;
const packed = /\.(?:gz|zst)$/;
const looksLikeTraffic = /(?:\.(?:log|csv|tsv|jsonl?|ndjson|txt)|access|traffic|requests|u_ex)/i;
const looksLikeNoise = /error|\.(?:tar|tgz|pid|sock|lock|idx|md)\b/i;

/**
 * The files that the locations stand for: names, globs, folders (what looks like logs or CSV in them), and
 * `-` for standard input. Nothing twice; a rotated set (`access.log.2.gz`, `access.log.1`, `access.log`)
 * comes oldest first.
 *
 * @throws LullError `source-not-found` for a location that matches no file
 * @example await findInputs(['/var/log/nginx/access.log*'])
 */
export async function findInputs(locations: readonly string[]): Promise<Input[]> {
  const found = new Map<string, Input>();
  for (const location of locations) {
    const inputs =
      location === '-' ? [{ name: 'standard input', path: null, size: null }] : await match(location);
    for (const input of inputs) {
      const key = input.path === null ? '-' : await realpath(input.path).catch(() => resolve(input.path!));
      if (!found.has(key)) found.set(key, input);
    }
  }
  return oldestFirst([...found.values()]);
}

async function match(location: string): Promise<Input[]> {
  const literal = await stat(location).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw unreadable(location, error);
  });
  let paths = [location];
  if (literal?.isDirectory()) paths = await trafficIn(location);
  else if (!literal) paths = (await Array.fromAsync(glob(location))).sort();
  const inputs: Input[] = [];
  for (const path of paths) {
    const stats = await stat(path).catch(() => null);
    if (stats && !stats.isDirectory())
      inputs.push({ name: path, path, size: stats.isFile() ? stats.size : null });
  }
  if (inputs.length > 0) return inputs;
  throw new LullError(
    'source-not-found',
    literal?.isDirectory()
      ? `no log or CSV file lies in the folder "${location}"`
      : `no file matches "${location}"`,
    'Name a file, a glob in quotes, a folder, - for standard input, or the URL of a Prometheus query.',
    { location },
  );
}

async function trafficIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(folder, error);
  });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => looksLikeTraffic.test(name) && !looksLikeNoise.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Members of one rotated set stand together, in the order in which they were written. */
function oldestFirst(inputs: readonly Input[]): Input[] {
  const sets = new Map<string, { input: Input; day: string; number: number }[]>();
  for (const input of inputs) {
    const name = input.path === null ? '' : basename(input.path).replace(packed, '');
    const { base, day, number } = rotation.exec(name)?.groups ?? { base: name };
    const set = input.path === null ? '-' : join(dirname(input.path), base!);
    const member = { input, day: day?.replace(/\D/g, '') ?? '9', number: number ? Number(number) : -1 };
    sets.set(set, [...(sets.get(set) ?? []), member]);
  }
  return [...sets.values()].flatMap((set) =>
    set
      .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : b.number - a.number))
      .map((member) => member.input),
  );
}
