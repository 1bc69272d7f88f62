import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { configTemplate } from '../catalog/template.ts';
import { LullError } from '../errors.ts';
import { print, printJson } from './output.ts';

interface Flags {
  file: string;
  force?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `lull init`: writes a commented lull.yaml to begin with. */
export function initCommand(): Command {
  return new Command('init')
    .description('Write a commented lull.yaml to begin with.')
    .option('--file <path>', 'where to write it', 'lull.yaml')
    .option('--force', 'overwrite the file if it is there')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'print one JSON value and nothing else')
    .action(init);
}

async function init({ file, force, dryRun, json }: Flags): Promise<void> {
  if (!dryRun) await writeNew(file, force === true);
  if (json) return printJson({ file, written: !dryRun, content: configTemplate });
  if (dryRun) return print([configTemplate.trimEnd()]);
  print([`Wrote ${file}. Edit it, then look at what comes: lull windows --config ${file}`]);
}

async function writeNew(file: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, configTemplate, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new LullError(
        'file-exists',
        `${file} exists already`,
        'Name another with --file, or use --force.',
      );
    }
    throw new LullError('write-failed', `${file} cannot be written: ${message}`, 'Name another with --file.');
  }
}
