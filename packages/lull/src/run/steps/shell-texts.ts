import { posix } from 'node:path';
import { namesIn } from '../actions/template.ts';
import type { Parameter } from './contract.ts';
import type { StepsRead } from './make.ts';
import { patternOf } from './pattern/pattern.ts';
import { actionPath, type Finding, placesOf } from './places.ts';

/** Programs that read a text as a program, and the option before it; null where any of their words is one. */
const readers: readonly (readonly [program: RegExp, option: RegExp | null])[] = [
  [/^(?:ba|da|z|k|a|fi)?sh$/, /^-[a-z]*c$/],
  [/^(?:python|pypy)[\d.]*$/, /^-[a-zA-Z]*c$/],
  [/^(?:node|deno|bun|ruby|perl|lua|Rscript)[\d.]*$/, /^(?:-[a-zA-Z]*[eEp]|--eval|--print|eval)$/],
  [/^php[\d.]*$/, /^-[rBRE]$/],
  [/^(?:psql|mysql|mariadb|mongosh)$/, /^(?:-[a-zA-Z]*[ce]|--command|--execute|--eval)$/],
  [/^(?:awk|gawk|mawk|sed|jq|sqlite3)$/, null],
  // The shell on the other side reads the words joined, however they were cut here.
  [/^(?:ssh|su|runuser|watch|parallel)$/, null],
];

/** The same in one word with its option. */
const joined = /^--(?:command|execute|eval)=/;

/** What ends a word, a text or a command in one of their languages, or begins another. */
const special = [...' "\'`$;|&<>(){}[]\\*?!#~'];

/**
 * Parameters that a program would read as part of a program: a value could make it do anything.
 *
 * @example shellTexts(read) // of the command [bash, -c, 'rm ${x}'], where x may hold a space
 */
export function shellTexts(read: StepsRead): Finding[] {
  const loose = Object.keys(read.parameters).filter((name) => canBeProgram(read.parameters[name]!));
  return placesOf(read).flatMap(({ path, action }) => {
    const isWait = action.kind === 'waitUntil';
    const command = isWait ? action.probe : action;
    if (command.kind !== 'command') return [];
    const at = [...actionPath({ path, action }), ...(isWait ? ['command'] : [])];
    return loose.flatMap((name) => {
      const program = readerOf(name, command.argv);
      if (program === null) return [];
      const message =
        `${program} reads the value of \${${name}} as part of a program, and its pattern lets it be one; ` +
        'pass it through environment, as a word of its own, or let its pattern be letters and digits';
      return [{ path: at, message }];
    });
  });
}

/** The first program of a command that reads the value of a parameter as a program; null for none. */
function readerOf(name: string, argv: readonly string[]): string | null {
  const places = argv.flatMap((word, i) => (namesIn(word).includes(name) ? [i] : []));
  if (places.length === 0) return null;
  for (const [at, word] of argv.entries()) {
    const program = posix.basename(word);
    const reader = readers.find(([form]) => form.test(program));
    if (!reader) continue;
    const [, option] = reader;
    const isRead = (i: number) => option === null || option.test(argv[i - 1]!) || joined.test(argv[i]!);
    if (places.some((i) => i > at && isRead(i))) return program;
  }
  return null;
}

function canBeProgram({ pattern }: Parameter): boolean {
  const read = patternOf(pattern);
  return special.some((character) => read.admits(character));
}
