import { Command } from 'commander';
import { print } from '../output.ts';
import { wordsNamed } from './vocabulary.ts';

/** `lull words show` */
export function showCommand(): Command {
  return new Command('show')
    .description('Print all words of a language as JSON: what a file with another language begins from.')
    .argument('[language]', 'tag of the language', 'en')
    .action(async (language: string) => {
      const { notices, texts } = await wordsNamed(language);
      print([JSON.stringify({ notices, texts }, null, 2)]);
    });
}
