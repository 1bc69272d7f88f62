import { Command } from 'commander';
import { printable } from '../../printable.ts';
import type { Steps } from '../../run/steps/contract.ts';
import { lengthsOf } from '../../run/steps/lengths.ts';
import { loadSteps } from '../../run/steps/load.ts';
import { outlineOf } from '../../run/steps/outline.ts';
import { formatDuration } from '../../time/duration.ts';
import { print, printJson } from '../output.ts';
import { columns, paint } from '../terminal.ts';
import { stepFileAt } from './files.ts';
import { stepsReport } from './report.ts';

/** `lull steps show` */
export function showCommand(): Command {
  return new Command('show')
    .description(
      'Show what a step file does: its steps with their time limits, the way back, its parameters.',
    )
    .argument('<file>', 'the step file')
    .option('--json', 'print one JSON value and nothing else')
    .action(async (path: string, { json }: { json?: boolean }) => {
      const { folder, name } = await stepFileAt(path);
      const steps = await loadSteps(folder, name);
      if (json) return printJson({ ...asJson(steps), outline: outlineOf(steps) });
      const style = paint(process.stdout);
      print([...stepsReport(steps, new Map(), style, columns(process.stdout)), ...parameterLines(steps)]);
    });
}

/** What is told of every file: its name, its hash, and how long its parts can take. */
export function asJson(steps: Steps) {
  const lengths = Object.entries(lengthsOf(steps));
  return {
    name: steps.name,
    hash: steps.hash,
    atMost: Object.fromEntries(lengths.map(([part, ms]) => [part, formatDuration({ days: 0, ms })])),
  };
}

function parameterLines({ parameters }: Steps): string[] {
  const lines = Object.entries(parameters).map(([name, { description, pattern, default: value }]) => {
    const known = value === null ? 'to be given' : `${JSON.stringify(value)} where none is given`;
    const what = description === null ? '' : `: ${description}`;
    return printable(`  ${name}${what}; ${known}; matches ${pattern}`);
  });
  return lines.length > 0 ? ['', paint(process.stdout).bold('Parameters'), ...lines] : [];
}
