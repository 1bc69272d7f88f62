import { Command } from 'commander';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { FoundFile } from '../../run/runner/contract.ts';
import { openFolder } from '../../run/steps/folder.ts';
import { findSteps, inspectSteps, stepNames } from '../../run/steps/load.ts';
import { print, printJson, tell } from '../output.ts';
import { type Paint, paint } from '../terminal.ts';

/** `lull steps list` */
export function listCommand(): Command {
  return new Command('list')
    .description(
      'List the step files of a folder with their hashes, as lull downtime schedule --steps takes them, and ' +
        'what they do.',
    )
    .argument('[folder]', 'the folder (default: the one that you are in)')
    .option('--json', 'print one JSON value and nothing else')
    .action(async (path: string | undefined, { json }: { json?: boolean }) => {
      const found = await findSteps(await openFolder(path ?? '.', false));
      const exposed = await exposedIn(path ?? '.');
      if (exposed) tell([`Here nothing of it would be run: ${printable(exposed.message)}`, exposed.todo]);
      if (json) return printJson({ items: found });
      const style = paint(process.stdout);
      const lines = found.flatMap((file) => linesOf(file, style));
      print(lines.length > 0 ? lines : [`No step file lies in ${printable(path ?? 'this folder')}.`]);
    });
}

/** Why an agent on this machine would refuse one of the files, if it would. */
async function exposedIn(path: string): Promise<LullError | null> {
  try {
    const folder = await openFolder(path, true);
    for (const name of await stepNames(folder)) await inspectSteps(folder, name).catch(unlessExposed);
    return null;
  } catch (error) {
    if (error instanceof LullError && error.code === 'steps-exposed') return error;
    throw error;
  }
}

/** What else is wrong with a file is in the list. */
function unlessExposed(error: unknown): void {
  if (!(error instanceof LullError) || error.code === 'steps-exposed') throw error;
}

function linesOf({ name, hash, outline, mistake }: FoundFile, style: Paint): string[] {
  if (outline === null) {
    const lines = (mistake ?? '').split('\n').map((line) => `  ${style.red(printable(line.trim()))}`);
    return [`${style.bold(printable(name))}  ${style.red('cannot be run')}`, ...lines];
  }
  const what = [outline.description, `${count(outline.steps.length, 'step')}`, wayBack(outline)];
  return [
    `${style.bold(printable(name))}=${hash}`,
    `  ${printable(what.filter((one) => one !== null).join('; '))}`,
  ];
}

const count = (figure: number, what: string): string => `${figure} ${what}${figure === 1 ? '' : 's'}`;

function wayBack({ steps }: NonNullable<FoundFile['outline']>): string | null {
  const last = steps.find(({ pointOfNoReturn }) => pointOfNoReturn);
  return last ? `no way back from "${last.name}" on` : null;
}
