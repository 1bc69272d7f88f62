import { Command } from 'commander';
import type { Mistake } from '../../catalog/mistakes.ts';
import { errorKinds, LullError } from '../../errors.ts';
import type { Mode } from '../../plan/rules.ts';
import { printable } from '../../printable.ts';
import type { MeantFor } from '../../run/steps/lint/contract.ts';
import { lintSteps } from '../../run/steps/lint/lint.ts';
import { modeOption } from '../config.ts';
import { length } from '../options.ts';
import { print, printJson } from '../output.ts';
import { type Paint, paint } from '../terminal.ts';
import { type NamedSteps, stepFilesAt } from './files.ts';

interface Flags {
  takes?: number;
  rollback?: number;
  mode?: Mode;
  strict?: boolean;
  json?: boolean;
}

interface Said {
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** `lull steps lint` */
export function lintCommand(): Command {
  return new Command('lint')
    .description(
      'Look for mistakes in step files and the targets beside them. A file with a mistake is never run; ' +
        'a warning says what is hardly meant so.',
    )
    .argument('[paths...]', 'step files, or folders of them (default: the folder that you are in)')
    .option('--takes <length>', 'warn where the steps can take longer than this', length)
    .option('--rollback <length>', 'warn where the way back can take longer than this', length)
    .addOption(modeOption().default(undefined))
    .option('--strict', 'end with an exit code also where there are only warnings')
    .option('--json', 'print one JSON value and nothing else')
    .action(lint);
}

async function lint(paths: readonly string[], { strict, json, ...flags }: Flags): Promise<void> {
  const named = (
    await Promise.all((paths.length > 0 ? paths : ['.']).map((path) => stepFilesAt(path)))
  ).flat();
  if (named.length === 0) {
    const what = `There is no step file in ${paths.length > 0 ? paths.join(', ') : 'this folder'}`;
    throw new LullError(
      'steps-not-found',
      what,
      'Step files end in .yaml; docs/steps.md shows how one begins.',
    );
  }
  const meantFor = { takes: flags.takes ?? null, rollback: flags.rollback ?? null, mode: flags.mode ?? null };
  const found: Said[] = [];
  for (const one of named) found.push(await saidOf(one, meantFor));
  const mistakes = once(found.flatMap((said) => said.mistakes));
  const warnings = found.flatMap((said) => said.warnings);
  const files = named.map(({ path }) => path);
  if (mistakes.length > 0 || (strict && warnings.length > 0)) process.exitCode = errorKinds['bad-steps'].exit;
  if (json) return printJson({ files, mistakes, warnings });
  const style = paint(process.stdout);
  const lines = [
    ...mistakes.map((one) => line(one, style.red('mistake'), style)),
    ...warnings.map((one) => line(one, style.yellow('warning'), style)),
  ];
  print(lines.length > 0 ? lines : [`${files.map(printable).join(', ')}: nothing to say`]);
}

async function saidOf({ folder, name, path }: NamedSteps, meantFor: MeantFor): Promise<Said> {
  const placed = (mistake: Mistake): Mistake => ({
    ...mistake,
    file: `${path.slice(0, -`${name}.yaml`.length)}${mistake.file}`,
  });
  try {
    const { mistakes, warnings } = await lintSteps(folder, name, meantFor);
    return { mistakes: inOrder(mistakes.map(placed)), warnings: warnings.map(placed) };
  } catch (error) {
    if (!(error instanceof LullError) || error.code !== 'bad-steps') throw error;
    const { mistakes } = error.details as { mistakes?: readonly Mistake[] };
    const whole = { file: `${name}.yaml`, line: 1, column: 1, field: '', message: error.message, hint: null };
    return { mistakes: (mistakes ?? [whole]).map(placed), warnings: [] };
  }
}

const inOrder = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** What is wrong with the targets is wrong for every file that is beside them. */
function once(mistakes: readonly Mistake[]): Mistake[] {
  const byText = new Map(mistakes.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

function line({ file, line, column, field, message, hint }: Mistake, kind: string, style: Paint): string {
  const what = `${field ? `${field}: ` : ''}${message}${hint ? `; did you mean ${hint}?` : ''}`;
  return `${style.dim(printable(`${file}:${line}:${column}:`))} ${kind} ${printable(what)}`;
}
