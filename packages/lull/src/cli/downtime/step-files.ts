import type { createDowntime } from '../../api/contract/downtimes.ts';
import type { Body } from '../../api/contract/endpoint.ts';
import { listStepFiles, type StepFileView } from '../../api/contract/runs.ts';
import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import type { Server } from '../client/server.ts';
import { tell } from '../output.ts';

/** A step file as it is named on the command line; without a hash the one that is there now. */
export interface WrittenFile {
  readonly agent: string | null;
  readonly name: string;
  readonly hash: string | null;
}

/** A parameter of a step file, and its value. */
export type WrittenParameter = readonly [name: string, value: string];

type StepFile = NonNullable<Body<typeof createDowntime>['steps']>[number];

/** Finds the step files that are meant. */
export type FilesOf = (
  files: readonly WrittenFile[],
  parameters: readonly WrittenParameter[],
) => Promise<StepFile[]>;

/** Collects `--parameter NAME=VALUE`. */
export function parameters(text: string, before: WrittenParameter[] = []): WrittenParameter[] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [...before, [name, value]];
  throw new LullError('bad-option', `--parameter "${printable(text)}" has no value`, 'Write NAME=VALUE.');
}

/**
 * The step files that are meant, bound by their hashes: of those named without one, what the server knows
 * now, which is told. A parameter goes to each file that declares it.
 *
 * @throws LullError `bad-option` for a file that is not there or can't be used, and a parameter that none has
 */
export function stepFilesOn(server: Server): FilesOf {
  return async (written, given) => {
    const isBound = written.every(({ hash }) => hash !== null);
    const { items } = isBound && given.length === 0 ? { items: [] } : await ask(server, listStepFiles, {});
    const files = written.map((file) => {
      const known = items.find((one) => isMeant(one, file));
      if (file.hash === null) tellWhich(usable(known, file, items));
      return { ...file, hash: file.hash ?? known!.hash, parameters: valuesFor(known, given) };
    });
    for (const [name] of given) {
      if (files.some((file) => Object.hasOwn(file.parameters, name))) continue;
      throw new LullError(
        'bad-option',
        `no step file has a parameter "${printable(name)}"`,
        declaredIn(items, written),
      );
    }
    return files;
  };
}

function isMeant({ agent, name, hash }: StepFileView, file: WrittenFile): boolean {
  return agent === file.agent && name === file.name && (file.hash === null || hash === file.hash);
}

function usable(
  known: StepFileView | undefined,
  file: WrittenFile,
  items: readonly StepFileView[],
): StepFileView {
  if (known?.mistake === null) return known;
  const called = label(file);
  if (known) {
    const todo = 'Correct it where it lies; lull steps lint tells its mistakes.';
    throw new LullError('bad-option', `${called} cannot be used: ${printable(known.mistake ?? '')}`, todo);
  }
  const names = items.map(label);
  const near = nearest(called, names);
  throw new LullError(
    'bad-option',
    `no step file ${called} is known`,
    near !== null
      ? `Did you mean ${near}?`
      : names.length > 0
        ? `There are ${names.slice(0, 20).join(', ')}.`
        : 'No agent has told of any: start one, or the server with --local-steps.',
  );
}

function valuesFor(
  known: StepFileView | undefined,
  given: readonly WrittenParameter[],
): Record<string, string> {
  return Object.fromEntries(given.filter(([name]) => known && Object.hasOwn(known.parameters, name)));
}

function tellWhich(known: StepFileView): void {
  const away = known.isThere ? '' : ' (its agent is away now)';
  tell([`Steps: ${label(known)}=${known.hash}${away}`]);
}

function declaredIn(items: readonly StepFileView[], written: readonly WrittenFile[]): string {
  const meant = items.filter((one) => written.some((file) => isMeant(one, file)));
  const names = [...new Set(meant.flatMap((one) => Object.keys(one.parameters)))];
  return names.length === 0
    ? 'They have none, or are not known now.'
    : `They have ${names.map(printable).join(', ')}.`;
}

const label = ({ agent, name }: Pick<WrittenFile, 'agent' | 'name'>): string =>
  printable(agent === null ? name : `${agent}:${name}`);
