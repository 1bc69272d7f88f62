import { LullError } from '../errors.ts';
import { closeInput, findInputs, type Input, type Look, lookInto } from './inputs.ts';
import { mergeReadings } from './merge.ts';
import type { Reading, ReadOptions } from './reading.ts';
import type { FileSource, UrlSource } from './source.ts';
import { fileSources, isAddress, urlSources } from './sources/registry.ts';

const SHOWN = 120;

/**
 * Reads traffic from files (names, globs, folders, `-` for standard input) and addresses, and adds up what is
 * in several of them. All files of one kind are read as one, so that a visitor who is in two of them counts
 * once.
 *
 * @throws LullError `source-not-found`, `source-unreadable`, `unreadable-traffic` when no line is in a known
 * format, `empty-traffic` when there is no line at all, `bad-option`, `bad-source` when kinds don't go
 * together, `interrupted`
 * @example await readTraffic(['access.log*'], { bucket: 300_000, keep: new Set(), now })
 */
export async function readTraffic(locations: readonly string[], options: ReadOptions): Promise<Reading> {
  const readings: Reading[] = [];
  const files: string[] = [];
  for (const location of locations) {
    const source = await urlSourceOf(location);
    if (source) readings.push(await source.read(location, options));
    else files.push(location);
  }
  if (files.length > 0) {
    const inputs = await findInputs(files);
    readings.push(...(await readFiles(inputs, options).finally(() => Promise.all(inputs.map(closeInput)))));
  }
  if (readings.length === 0) {
    throw new LullError(
      'empty-traffic',
      'no traffic source was named',
      'Name a file, a folder or an address.',
    );
  }
  return mergeReadings(readings);
}

async function urlSourceOf(location: string): Promise<UrlSource | null> {
  if (!isAddress(location)) return null;
  for (const load of urlSources) {
    const source = await load();
    if (source.accepts(location)) return source;
  }
  return null;
}

async function readFiles(inputs: readonly Input[], options: ReadOptions): Promise<Reading[]> {
  const named = options.format ? await sourceNamed(options.format) : null;
  const sources = await Promise.all(fileSources.map((load) => load()));
  const sourceOf = (piece: Buffer) => named ?? sources.find(({ detect }) => detect(piece) !== null) ?? null;
  const looks = await lookIntoAll(inputs, sourceOf, options.signal);
  const usual = named ?? [...looks.values()].find(({ found }) => found !== null)?.found;
  if (!usual) {
    const tried = sources.flatMap((source) => source.formats).join(', ');
    throw unreadable(inputs, looks, `any known format (tried ${tried})`);
  }
  // A file that no source knows goes with the others of the first kind found: its lines are skipped there.
  const groups = Map.groupBy(looks.keys(), (input) => looks.get(input)!.found ?? usual);
  const readings: Reading[] = [];
  for (const [source, members] of groups) {
    const reading = await source.read(members, options);
    if (reading.lines > 0 && reading.skipped.count === reading.lines) {
      throw unreadable(members, looks, `the format ${reading.format}`, reading);
    }
    readings.push(reading);
  }
  if (readings.every((reading) => reading.lines === 0)) {
    throw new LullError(
      'empty-traffic',
      'the files hold no lines',
      'Name a log that holds some weeks of traffic.',
    );
  }
  return readings;
}

type Looks = ReadonlyMap<Input, Look<FileSource>>;

/** What is seen in the inputs that hold anything. */
async function lookIntoAll(
  inputs: readonly Input[],
  sourceOf: (piece: Buffer) => FileSource | null,
  signal: AbortSignal | undefined,
): Promise<Looks> {
  const looks = new Map<Input, Look<FileSource>>();
  for (const input of inputs) {
    const look = await lookInto(input, sourceOf, signal);
    if (look.head.length > 0 || look.torn !== null) looks.set(input, look);
  }
  if ([...looks.values()].some(({ head }) => head.length > 0)) return looks;
  const [torn] = looks;
  if (torn) {
    const what = `nothing of "${torn[0].name}" can be read: ${torn[1].torn}`;
    throw new LullError('unreadable-traffic', what, 'Get the archive once more from where it comes.');
  }
  const what = inputs.length === 1 ? `"${inputs[0]!.name}" is empty` : `all ${inputs.length} files are empty`;
  throw new LullError('empty-traffic', what, 'Name a log that holds the traffic of some weeks.');
}

async function sourceNamed(format: string): Promise<FileSource> {
  const sources = await Promise.all(fileSources.map((load) => load()));
  const source = sources.find(({ formats }) => formats.includes(format.toLowerCase()));
  if (source) return source;
  const known = sources.flatMap(({ formats }) => formats).join(', ');
  throw new LullError('bad-option', `"${format}" is not a format of traffic`, `Use one of ${known}.`, {
    format,
  });
}

function unreadable(inputs: readonly Input[], looks: Looks, formats: string, reading?: Reading): LullError {
  const input = inputs.find((each) => looks.get(each)?.head.length) ?? inputs[0]!;
  const head = looks.get(input)?.head ?? Buffer.alloc(0);
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (utf16) {
    const what = `"${input.name}" is text in UTF-16, which no log is read from`;
    return new LullError(
      'unreadable-traffic',
      what,
      'Convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW.',
    );
  }
  return new LullError(
    'unreadable-traffic',
    `no line of "${input.name}" is in ${formats}; it begins with ${firstLine(head)}`,
    'Name the right file, or its format with --format; a CSV has columns timestamp,value.',
    reading && { lines: reading.lines, skipped: reading.skipped },
  );
}

function firstLine(head: Buffer): string {
  const [line = ''] = head.toString('latin1', 0, 4 * SHOWN).split(/\r?\n/);
  const shown = line
    .slice(0, SHOWN)
    .replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${shown}${line.length > SHOWN ? '…' : ''}"`;
}
