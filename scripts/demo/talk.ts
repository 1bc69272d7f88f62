import { paint } from '../../packages/lull/src/cli/terminal.ts';
import { printable, printableLines } from '../../packages/lull/src/printable.ts';
import { wallClock } from '../../packages/lull/src/time/wallclock.ts';

/** What the demo prints. */
export interface Talk {
  /** A new part of the story. */
  scene(title: string, words: string): void;
  /** One thing that happened, with its time (by default now) and zone. */
  event(words: string, at?: number): void;
  /** A command line of Lull's, as one would type it, and what it said. */
  command(args: readonly string[], said: string): void;
  /** Words and where they lead to, one below the other. */
  list(title: string, rows: readonly (readonly [string, string])[]): void;
}

/** Talks on standard output; times are in the zone. */
export function talkIn(zone: string): Talk {
  const style = paint(process.stdout);
  const clock = wallClock(zone);
  let isApart = false;
  const print = (line: string): void => {
    isApart = line === '';
    process.stdout.write(`${line}\n`);
  };
  /** Sets what follows apart by one empty line. */
  const apart = (): void => {
    if (!isApart) print('');
  };
  return {
    scene(title, words) {
      apart();
      print(style.bold(title));
      for (const line of wrapped(words)) print(line);
      apart();
    },
    event(words, at = Date.now()) {
      const time = new Date(clock.shows(at)).toISOString().slice(11, 19);
      print(`  ${style.dim(`${time} ${zone}`)}  ${printable(words)}`);
    },
    command(args, said) {
      const isTold = said.trim() !== '';
      if (isTold) apart();
      print(style.bold(`  $ lull ${args.map(quoted).join(' ')}`));
      if (!isTold) return;
      const lines = (style.colors ? said : printableLines(said)).trimEnd().split('\n');
      for (const line of lines) print(`  ${line}`.trimEnd());
      apart();
    },
    list(title, rows) {
      const width = Math.max(...rows.map(([name]) => name.length));
      apart();
      print(style.bold(title));
      for (const [name, value] of rows) print(`  ${name.padEnd(width)}  ${printable(value)}`);
      apart();
    },
  };
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word));

/** Lines of at most 100 characters. */
function wrapped(words: string): string[] {
  const lines: string[] = [''];
  for (const word of words.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > 100) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
