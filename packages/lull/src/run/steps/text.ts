import type { z } from 'zod';
import { type ConfigDocument, type DocumentKind, type Path, readDocument } from '../../catalog/document.ts';
import { fieldsIn, inOurWords, mistakesOf } from '../../catalog/issues.ts';
import type { Mistake } from '../../catalog/mistakes.ts';
import { stepFileSchema } from './file-schema.ts';
import { stepsJsonSchema, targetsJsonSchema } from './json-schema.ts';
import { targetsSchema } from './targets-schema.ts';

/** Text of a step file or of targets.yaml: YAML of which each part says what it says where it stands. */
const kind: DocumentKind = {
  mostBytes: 256 * 1024,
  mostMarks: 20_000,
  smaller: 'put SQL and scripts into files beside it',
  isPlain: true,
  code: 'bad-steps',
};

/** Deeper than anything that a step says. */
const DEEPEST = 24;

const fieldsOfSteps = fieldsIn(stepsJsonSchema);
const fieldsOfTargets = fieldsIn(targetsJsonSchema);

/** A file as its schema reads it. */
export interface Text<T> {
  readonly document: ConfigDocument;
  /** Null where something in it is wrong. */
  readonly written: T | null;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads a step file by its schema.
 *
 * @throws LullError `bad-steps` where it is no document of YAML
 * @example readStepsText('steps: [{ name: rest, sleep: 5s }]', 'rest.yaml').written
 */
export const readStepsText = (text: string, file: string): Text<z.output<typeof stepFileSchema>> =>
  readText(stepFileSchema, fieldsOfSteps, text, file);

/** The same for a targets.yaml. */
export const readTargetsText = (text: string, file: string): Text<z.output<typeof targetsSchema>> =>
  readText(targetsSchema, fieldsOfTargets, text, file);

function readText<S extends z.ZodType>(
  schema: S,
  fieldsAt: (path: Path) => string[],
  text: string,
  file: string,
): Text<z.output<S>> {
  const document = readDocument(text, file, kind);
  if (isDeeper(document.value, DEEPEST)) {
    return { document, written: null, mistakes: [document.mistakeAt([], 'is nested too deeply')] };
  }
  const parsed = schema.safeParse(document.value ?? {}, { reportInput: true, error: inOurWords });
  const issues = parsed.error?.issues ?? [];
  const mistakes = [
    ...issues.flatMap((issue) => mistakesOf(issue, [], document.mistakeAt, fieldsAt)),
    ...protoKeys(document.value, []).map((path) => document.mistakeAt(path, 'is not a name')),
  ];
  return { document, written: mistakes.length === 0 ? parsed.data! : null, mistakes };
}

function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return depth === 0 || Object.values(value).some((one) => isDeeper(one, depth - 1));
}

/** zod's records pass over a key that is called __proto__, whatever its value. */
function protoKeys(value: unknown, path: Path): Path[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === '__proto__'
      ? [[...path, key]]
      : protoKeys(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
