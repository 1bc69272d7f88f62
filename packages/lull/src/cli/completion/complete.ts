import { Command } from 'commander';
import { commands } from '../commands.ts';
import { print } from '../output.ts';
import { addCommands } from '../registry.ts';
import { type Candidate, candidatesFor } from './candidates.ts';

/** `lull complete`: what may come next; for the scripts of `lull completion`. */
export function completeCommand(): Command {
  return new Command('complete')
    .description('Print what may come next on a command line, with what it is.')
    .argument('[words...]', 'the words after lull; the last is the one that is being written')
    .action(async (words: string[]) => {
      const found = await candidatesOf(words);
      if (found.length > 0) print(found.map(([value, what]) => (what ? `${value}\t${what}` : value)));
    });
}

async function candidatesOf(words: readonly string[]): Promise<readonly Candidate[]> {
  const before = words.slice(0, -1);
  const program = await addCommands(new Command('lull'), commands, before);
  const all = await candidatesFor(program, before);
  return all.filter(([value]) => value.startsWith(words.at(-1) ?? ''));
}
