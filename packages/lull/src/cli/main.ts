import { Command, CommanderError } from 'commander';
import { exitCodes, LullError } from '../errors.ts';
import { commands } from './commands.ts';
import { reportError } from './output.ts';

const [, , first, second] = process.argv;
const called = first === 'help' ? second : first;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output, `head` for example, has seen enough.
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

const program = new Command('lull')
  .description('Takes a service down on purpose, at the moment that hurts the fewest people.')
  .version('0.1.0')
  .exitOverride()
  .configureOutput({ outputError: () => {} });

// Only the command that is called is loaded: the others cost their line here.
for (const [name, { summary, load }] of Object.entries(commands)) {
  if (name === called) program.addCommand((await load()).copyInheritedSettings(program));
  else program.command(name).description(summary);
}

try {
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
  const known = called !== undefined && Object.hasOwn(commands, called);
  return reportError(new LullError('bad-option', what, `See lull ${known ? `${called} ` : ''}--help.`), json);
}
