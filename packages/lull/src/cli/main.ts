import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { exitCodes, LullError } from '../errors.ts';
import { commands } from './commands.ts';
import { reportError } from './output.ts';
import { addCommands, namesCalled } from './registry.ts';

const words = process.argv.slice(2);

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever read the output, `head` for example, has seen enough.
  if (code === 'EPIPE') process.exit(exitCodes.ok);
  const todo = 'See that the disk has room, or write to another place.';
  process.exit(
    reportError(new LullError('write-failed', `the output cannot be written: ${message}`, todo), false),
  );
});
// The answer counts, also where nobody hears the talk.
process.stderr.on('error', () => {});

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const program = new Command('lull')
  .description('Takes a service down on purpose, at the moment that hurts the fewest people.')
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: () => {} });

try {
  await addCommands(program, commands, words);
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  const json = process.argv.includes('--json');
  if (!(error instanceof CommanderError)) return reportError(error, json);
  if (error.exitCode === 0) return exitCodes.ok;
  if (error.code === 'commander.help') return exitCodes.wrongUsage;
  const what = error.message.replace(/^error: /, '');
  return reportError(new LullError('bad-option', what, whatToDo(error.code)), json);
}

function whatToDo(code: string): string {
  const help = `See ${['lull', ...namesCalled(program, words), '--help'].join(' ')}.`;
  const strayFile = words[0] === 'plan' && code === 'commander.excessArguments';
  return strayFile ? `Sources go behind --traffic: lull plan --traffic access.log. ${help}` : help;
}
