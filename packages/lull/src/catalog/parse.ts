import { buildCatalog } from './build.ts';
import type { Catalog } from './catalog.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import {
  blockOf,
  type Entry,
  entryKey,
  entryKinds,
  namedBlocks,
  normalForm,
  organisationName,
  withoutNulls,
} from './entry.ts';
import { notAName } from './fields.ts';
import { inOurWords, mistakesOf } from './issues.ts';
import { badConfig, type Mistake, shown } from './mistakes.ts';
import { checkReferences } from './references.ts';
import { type Config, configSchema } from './schema.ts';

/**
 * The catalog that a text of lull.yaml describes. Every rule in it is built, so that what it says can be
 * asked.
 *
 * @param file name of the file for messages
 * @throws LullError `bad-config` with `details.mistakes`: every mistake with its line, field and what would
 * be right
 * @example parseCatalog('services: { shop: { zone: Europe/Berlin } }', 'lull.yaml').services.get('shop')
 */
export function parseCatalog(text: string, file: string): Catalog {
  const { document, items, mistakes } = readConfig(text, file);
  const all = [...mistakes, ...checkReferences(document.value, document.mistakeAt)];
  if (!items || all.length > 0) throw badConfig(file, all);
  const { organisation, teams, services, windows, freezes } = items;
  return buildCatalog({
    organisation,
    teams: named(teams),
    services: named(services),
    windows: named(windows),
    freezes: named(freezes),
    entries: new Map(entriesIn(document).map((entry) => [entryKey(entry), entry])),
  });
}

/** What a text of lull.yaml says, block by block. */
export interface ReadConfig {
  readonly document: ConfigDocument;
  /** What was made of its blocks; null where something of them is wrong. */
  readonly items: Config | null;
  /** What is wrong in it by itself. */
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads a text of lull.yaml without looking at what its blocks say of each other.
 *
 * @throws LullError `bad-config` where it is no document of YAML
 * @example readConfig('services: { shop: { zone: UTC } }', 'lull.yaml').mistakes // []
 */
export function readConfig(text: string, file: string): ReadConfig {
  const written = readDocument(text, file);
  const document = { ...written, value: normalForm(written.value ?? {}) };
  const parsed = configSchema.safeParse(document.value, { reportInput: true, error: inOurWords });
  const mistakes = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, [], document.mistakeAt)),
    ...keysLeftOut(document),
    ...namesTwice(written),
  ];
  return { document, items: parsed.success ? parsed.data : null, mistakes };
}

type WrittenConfig = { [Block in keyof Config]?: Readonly<Record<string, unknown>> | null };

/**
 * The entries of a document in which nothing is wrong.
 *
 * @example entriesIn(readConfig('services: { shop: { zone: UTC } }', 'lull.yaml').document)[0].name // 'shop'
 */
export function entriesIn({ value }: ConfigDocument): Entry[] {
  const config = value as WrittenConfig;
  return entryKinds.flatMap((kind): Entry[] => {
    const block = config[blockOf[kind]];
    if (!block) return [];
    const written = kind === 'organisation' ? { [organisationName]: block } : block;
    return Object.entries(withoutNulls(written)).map(([name, body]) => ({
      kind,
      name,
      body: body as Entry['body'],
    }));
  });
}

function named<T extends object>(entries: Record<string, T> | null | undefined) {
  return new Map(Object.entries(entries ?? {}).map(([name, entry]) => [name, { name, ...entry }]));
}

/** zod's records pass over a key that is called __proto__, whatever its value. */
function keysLeftOut(document: ConfigDocument): Mistake[] {
  const written = document.value as WrittenConfig;
  return namedBlocks
    .filter((block) => Object.hasOwn(Object(written[block]), '__proto__'))
    .map((block) => document.mistakeAt([block, '__proto__'], notAName('__proto__')));
}

/** Names that YAML tells apart by their code points only. */
function namesTwice(document: ConfigDocument): Mistake[] {
  const written = document.value as WrittenConfig | null;
  return namedBlocks.flatMap((block) => {
    const seen = new Set<string>();
    return Object.keys(written?.[block] ?? {}).flatMap((name) => {
      const known = seen.has(name.normalize('NFC'));
      seen.add(name.normalize('NFC'));
      return known ? [document.mistakeAt([block, name], `${shown(name)} is written twice`)] : [];
    });
  });
}
