import { Command } from 'commander';
import { filesIn, readWordsFile } from '../../announce/words/load.ts';
import { errorKinds, LullError } from '../../errors.ts';
import { print, printJson } from '../output.ts';
import { paint } from '../terminal.ts';
import { wordsFolder } from './vocabulary.ts';

/** `lull words lint` */
export function lintCommand(): Command {
  return new Command('lint')
    .description('Look for mistakes in files with words: missing texts, missing or unknown {variables}.')
    .argument('[files...]', 'files such as fr.json (default: those in the folder that LULL_WORDS names)')
    .option('--json', 'print one JSON value and nothing else')
    .action(lint);
}

async function lint(named: readonly string[], { json }: { json?: boolean }): Promise<void> {
  const files = named.length > 0 ? named : await filesOfFolder();
  const read = await Promise.all(files.map(async (file) => ({ file, ...(await readWordsFile(file)) })));
  const mistakes = read.flatMap(({ file, mistakes }) => mistakes.map((one) => ({ file, ...one })));
  if (mistakes.length > 0) process.exitCode = errorKinds['bad-words'].exit;
  if (json) return printJson({ files, mistakes });
  const style = paint(process.stdout);
  const lines = mistakes.map(({ file, at, what }) => `${style.dim(`${file}:`)} ${at} ${what}`);
  print(lines.length > 0 ? lines : [`${files.join(', ')}: no mistake`]);
}

async function filesOfFolder(): Promise<readonly string[]> {
  const folder = wordsFolder();
  if (folder === null) {
    throw new LullError('bad-option', 'No file was named', 'Name files, or a folder of them in LULL_WORDS.');
  }
  return filesIn(folder);
}
