import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LullError } from '../../../src/errors.ts';
import type { Targets } from '../../../src/run/steps/contract.ts';
import { openFolder } from '../../../src/run/steps/folder.ts';
import { parseSteps } from '../../../src/run/steps/parse.ts';

/** Targets of every kind. */
export const targets: Targets = new Map([
  ['db', { kind: 'sql', url: { variable: 'DB_URL' } }],
  ['app', { kind: 'http', url: 'http://127.0.0.1:1', headers: {}, ca: null, service: null }],
  ['port', { kind: 'tcp', host: 'localhost', port: 1 }],
]);

/** A step file with these steps in YAML, and what is around them. */
export const stepsOf = (steps: string, around = ''): string => `${around}\nsteps:\n${steps}\n`;

/** What is said of a text: `line field: message`. */
export function saidOf(text: string): string[] {
  try {
    return parseSteps(text, 'x', 'x.yaml', targets).mistakes.map(said);
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    return (error.details.mistakes as Parameters<typeof said>[0][]).map(said);
  }
}

const said = ({
  line,
  field,
  message,
  hint,
}: {
  line: number;
  field: string;
  message: string;
  hint: string | null;
}) => `${line} ${field}: ${message}${hint === null ? '' : ` (${hint})`}`;

/** The steps of a text in which nothing is wrong. */
export function parsed(text: string) {
  const { steps, mistakes } = parseSteps(text, 'x', 'x.yaml', targets);
  if (steps === null || mistakes.length > 0) throw new Error(mistakes.map(said).join('\n'));
  return steps;
}

/** A folder of its own with these files. */
export function stepsFolder(files: Readonly<Record<string, string | Uint8Array>>) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'lull-steps-')));
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true, mode: 0o755 });
    writeFileSync(join(path, name), content);
    chmodSync(join(path, name), name.endsWith('.sh') ? 0o755 : 0o644);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    path,
    write,
    open: (mustBeOurs = true) => openFolder(path, mustBeOurs),
    remove: () => rmSync(path, { recursive: true }),
  };
}
