import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { LullError } from '../errors.ts';
import type { Duration } from '../time/duration.ts';
import type { Interval } from '../time/interval.ts';
import type { Recurrence } from '../time/recurrence.ts';
import type { WorkingHours } from '../time/working-hours.ts';
import { type ConfigDocument, type Path, readDocument } from './document.ts';
import { badConfig, type Mistake, nearest, shown } from './mistakes.ts';
import { checkReferences } from './references.ts';
import { type Config, configJsonSchema, configSchema, notAName, type Risk } from './schema.ts';

/** Where a service's traffic is read. */
export interface TrafficEntry {
  /** File, glob, folder or URL, as for `lull plan --traffic`. */
  readonly source: string;
  readonly format?: string | undefined;
  readonly series?: string | undefined;
}

/** Something that can be taken down. */
export interface Service {
  readonly name: string;
  readonly zone: string;
  readonly traffic: readonly TrafficEntry[];
  readonly dependsOn: readonly string[];
  /** Names of the windows in which work may be done; null when it may be done at any time. */
  readonly windows: readonly string[] | null;
  /** Country (and region) whose holidays matter, such as US or DE-BY. */
  readonly holidays: string | null;
  /** Known downtimes of the past. */
  readonly downtimes: readonly Interval[];
}

/** A recurring time when work may be done. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly recurrence: Recurrence;
  readonly risk: Risk;
  readonly notice: Duration;
  readonly cutoff: Duration;
  readonly comment: string | null;
}

/** A time when work may not be done. */
export interface Freeze {
  readonly name: string;
  readonly recurrence: Recurrence;
  /** Names of the services that it holds for; null for all. */
  readonly services: readonly string[] | null;
  readonly leastRisk: Risk;
  readonly reason: string | null;
}

/** What lull.yaml says. Maps are by name, in the order of the file. */
export interface Catalog {
  readonly organisation: string | null;
  readonly team: WorkingHours | null;
  readonly services: ReadonlyMap<string, Service>;
  readonly windows: ReadonlyMap<string, MaintenanceWindow>;
  readonly freezes: ReadonlyMap<string, Freeze>;
}

/**
 * Reads lull.yaml.
 *
 * @throws LullError `config-not-found`; `bad-config` as `parseCatalog`
 * @example const catalog = await loadCatalog('lull.yaml');
 */
export async function loadCatalog(path: string): Promise<Catalog> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new LullError('config-not-found', `${path} ${why}`, 'Name a file with --config, or run lull init.');
  });
  return parseCatalog(text, path);
}

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
  const document = readDocument(text, file);
  const parsed = configSchema.safeParse(document.value ?? {}, {
    reportInput: true,
    error: ({ code, input }) =>
      code === 'invalid_type' ? `${shown(input)} is not a block of fields (name: value)` : undefined,
  });
  const mistakes = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, document)),
    ...keysLeftOut(document),
    ...checkReferences(document),
  ];
  if (!parsed.success || mistakes.length > 0) throw badConfig(file, mistakes);
  return catalogOf(parsed.data);
}

function catalogOf(config: Config): Catalog {
  return {
    organisation: config.organisation?.name ?? null,
    team: config.organisation?.team ?? null,
    services: named(config.services),
    windows: named(config.windows),
    freezes: named(config.freezes),
  };
}

function named<T extends object>(entries: Record<string, T> | null | undefined) {
  return new Map(Object.entries(entries ?? {}).map(([name, entry]) => [name, { name, ...entry }]));
}

/** zod's records pass over a key that is called __proto__, whatever its value. */
function keysLeftOut(document: ConfigDocument): Mistake[] {
  const blocks = ['services', 'windows', 'freezes'] as const;
  const written = document.value as Partial<Record<(typeof blocks)[number], unknown>> | null;
  return blocks
    .filter((block) => Object.hasOwn(Object(written?.[block]), '__proto__'))
    .map((block) => document.mistakeAt([block, '__proto__'], notAName('__proto__')));
}

function mistakesOf(issue: z.core.$ZodIssue, document: ConfigDocument): Mistake[] {
  const { path, message } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = fieldsAt(path);
      return issue.keys.map((key) => {
        const unknown = `is not a field here; the fields are ${known.join(', ')}`;
        return document.mistakeAt([...path, key], unknown, nearest(key, known));
      });
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const near = nearest(String(issue.input), values);
      const wrong = `${shown(issue.input)} is not one of ${values.join(', ')}`;
      return [document.mistakeAt(path, wrong, near && shown(near))];
    }
    case 'invalid_key':
      return issue.issues.map((inner) => document.mistakeAt(path, inner.message));
    default:
      return [document.mistakeAt(path, message)];
  }
}

/** The names of the fields that the schema knows at a path. */
function fieldsAt(path: Path): string[] {
  interface Shape {
    properties?: Record<string, Shape>;
    additionalProperties?: Shape;
    items?: Shape;
    anyOf?: Shape[];
  }
  const inside = (shape: Shape): Shape =>
    shape.anyOf?.find((each) => 'type' in each && each.type !== 'null') ?? shape;
  let shape = inside(configJsonSchema() as Shape);
  for (const step of path) {
    const next = shape.properties?.[String(step)] ?? shape.items ?? shape.additionalProperties;
    shape = inside(next ?? {});
  }
  return Object.keys(shape.properties ?? {});
}
