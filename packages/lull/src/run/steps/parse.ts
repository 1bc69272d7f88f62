import type { ConfigDocument } from '../../catalog/document.ts';
import type { Mistake } from '../../catalog/mistakes.ts';
import { checkSteps } from './check.ts';
import type { Targets } from './contract.ts';
import { makeSteps, type StepsRead } from './make.ts';
import { referencesIn } from './references.ts';
import { readStepsText, readTargetsText } from './text.ts';

/** A step file as its text says it. */
export interface ParsedSteps {
  readonly document: ConfigDocument;
  /** What it says; null where a field is wrong, and so nothing can be made of it. */
  readonly steps: StepsRead | null;
  /** The files beside it that it names without an action. */
  readonly files: readonly string[];
  /** Names of its parameters that something uses. */
  readonly used: ReadonlySet<string>;
  /** All that is wrong: it is run only when there is nothing. */
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads the text of a step file.
 *
 * @param name of the steps: the file's without `.yaml`
 * @param file how the file is called in messages
 * @param targets of the same folder; null where nobody knows them, and none is looked for
 * @throws LullError `bad-steps` where it is no document of YAML
 * @example parseSteps('steps: [{ name: rest, sleep: 5s }]', 'rest', 'rest.yaml', new Map()).mistakes // []
 */
export function parseSteps(text: string, name: string, file: string, targets: Targets | null): ParsedSteps {
  const { document, written, mistakes } = readStepsText(text, file);
  const references = referencesIn(document.value);
  const steps = written && makeSteps(name, written);
  const findings = [
    ...references.flatMap(({ path, wrong }) => (wrong === null ? [] : [{ path, message: wrong }])),
    ...(steps ? checkSteps(steps, targets) : []),
  ];
  return {
    document,
    steps,
    files: written?.files ?? [],
    used: new Set(references.map(({ name }) => name)),
    mistakes: [...mistakes, ...findings.map(({ path, message }) => document.mistakeAt(path, message))],
  };
}

/**
 * Reads the text of a targets.yaml.
 *
 * @returns what is right in it, and all that is wrong
 * @throws LullError `bad-steps` where it is no document of YAML
 * @example parseTargets('db: { kind: sql, url: { variable: DB } }', 'targets.yaml').targets.get('db')
 */
export function parseTargets(
  text: string,
  file: string,
): { readonly targets: Targets; readonly mistakes: readonly Mistake[] } {
  const { written, mistakes } = readTargetsText(text, file);
  return { targets: new Map(Object.entries(written ?? {})), mistakes };
}
