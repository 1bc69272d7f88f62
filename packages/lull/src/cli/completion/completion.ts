import { Argument, Command } from 'commander';
import { type Shell, scripts } from './scripts.ts';

/** `lull completion`: what a shell reads to complete lull's command lines. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Print the completion script of a shell, for its start-up file.')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(scripts)))
    .action((shell: Shell) => {
      process.stdout.write(scripts[shell]);
    });
}
